import { at, type Found } from './found.ts'
import { dollarsIn, type Price, type PricedRegion, priceOf } from './prices.ts'
import type { Traffic, Volumes } from './traffic.ts'

export const groups = [
  'machines',
  'network',
  'edge',
  'database',
  'search',
  'tables and buckets',
  'keys and secrets',
  'watch',
  'backup',
] as const
export type Group = (typeof groups)[number]

/** One line of the bill. */
export type Line = {
  readonly group: Group
  readonly what: string
  readonly stack: string
  /** In units of the price. */
  readonly quantity: number
  readonly price: Price
}

/** What a price may depend on besides its resource. */
export type Ground = {
  readonly traffic: Traffic
  readonly volumes: Volumes
  /** All resources of the deployment. */
  readonly all: readonly Found[]
}

export const hours = 730
export const daysOfMonth = hours / 24

export const dollarsOf = ({ quantity, price }: Line, region: PricedRegion = 'eu-central-1'): number =>
  quantity * dollarsIn(region, price)

export const line = (found: Found, group: Group, quantity: number, price: string, what: string = price): Line => ({
  group,
  what,
  stack: found.stack,
  quantity,
  price: priceOf(price),
})

/** Another resource of the same stack. */
export function inStack({ all }: Ground, { stack }: Found, id: string | undefined): Found {
  const found = all.find((one) => one.stack === stack && one.id === id)
  if (!found) throw new Error(`The template of ${stack} has no resource ${id}.`)
  return found
}

export const ofType = ({ all }: Ground, type: string, stack?: string): Found[] =>
  all.filter((found) => found.type === type && (stack === undefined || found.stack === stack))

export type Pricer = (found: Found, ground: Ground) => readonly Line[]

/** Of a log, so much is kept: CloudWatch packs it. Assumption. */
const packed = 0.2

/** What a log of so many GB a month costs to keep, all of it for as long as the log group of the deployment that forgets last. */
export function keptLog(found: Found, ground: Ground, gigabytes: number, what: string): Line {
  const days = ofType(ground, 'AWS::Logs::LogGroup').map(({ properties }) =>
    Number(at(properties, 'RetentionInDays') ?? 0),
  )
  return line(found, 'watch', gigabytes * packed * (Math.max(0, ...days) / daysOfMonth), 'log, kept', `${what}, kept`)
}

export const writtenLog = (found: Found, ground: Ground, gigabytes: number, what: string): Line[] => [
  line(found, 'watch', gigabytes, 'log, written', what),
  keptLog(found, ground, gigabytes, what),
]
