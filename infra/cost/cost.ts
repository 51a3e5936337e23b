import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { profiles } from '../environments.ts'
import { type Bill, billOf, costPage, profileNames } from './page.ts'

const page = join(import.meta.dirname, '../../docs/reference/cost.md')

/** A shop that survives the loss of a machine, for less than this a month, at the prices of us-east-1. */
export const smallest = 130

type Estimated = Pick<Bill, 'profile' | 'total' | 'inUsEast'>

/** What is wrong with the bills; nothing, if `small` is small and no budget warns in a usual month. */
export function faultsOf(bills: readonly Estimated[]): string[] {
  return bills.flatMap(({ profile, total, inUsEast }) => [
    ...(profile === 'small' && inUsEast >= smallest
      ? [`small costs ${inUsEast.toFixed(2)} dollars a month in us-east-1. Allowed is less than ${smallest}.`]
      : []),
    ...(profiles[profile].budget < total
      ? [`The budget of ${profile} is ${profiles[profile].budget}, below the estimate of ${total.toFixed(2)}.`]
      : []),
  ])
}

/** `cost` writes docs/reference/cost.md; `cost --check` says whether it is the one of the templates of now. */
if (import.meta.main) {
  const bills = profileNames.map((name) => billOf(name))
  const text = costPage(bills)
  const faults = faultsOf(bills)
  if (!process.argv.includes('--check')) writeFileSync(page, text)
  else if (!existsSync(page) || readFileSync(page, 'utf8') !== text)
    faults.push('docs/reference/cost.md is not of these templates: npm run infra -- cost writes it.')
  for (const { profile, total } of bills) process.stdout.write(`${profile}: ${Math.round(total)} dollars a month\n`)
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  if (faults.length) process.exitCode = 1
}
