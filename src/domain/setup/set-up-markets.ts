import type { Db } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { formatMoney } from '../../kit/money.ts'
import type { MarketPlan, MethodPlan, TaxPlan } from './market-plan.ts'
import {
  readPlan,
  removeLocation,
  removeMarket,
  usesOfLocation,
  usesOfMarket,
  writeLocations,
  writeMarket,
  writeTaxes,
} from './setup-table.ts'

export type Change = { what: string; before: string | null; after: string | null }

export type MarketsSetUp =
  | { ok: true; changes: Change[] }
  /** What stands in the way, a sentence each; nothing was changed. */
  | { ok: false; changes: Change[]; problems: string[] }

class Undone extends Error {}

/**
 * Makes markets, locations, shipping and taxes what the plan says, all of it or nothing. What it does not name is removed, unless
 * something hangs on it. The same plan again changes nothing.
 */
export async function setUpMarkets(
  { db }: { db: Pick<Db, 'transaction'> },
  plan: MarketPlan,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<MarketsSetUp> {
  let told: MarketsSetUp = { ok: true, changes: [] }
  try {
    return await db.transaction(async (tx) => {
      const before = await readPlan(tx)
      const changes = changesBetween(linesOf(before), linesOf(plan))
      const gone = <T extends { code: string }>(was: readonly T[], is: readonly T[]) =>
        was.filter(({ code }) => !is.some((one) => one.code === code))
      const problems: string[] = []
      for (const { code } of gone(before.markets, plan.markets)) {
        const uses = await usesOfMarket(tx, code)
        if (uses.length > 0) problems.push(`The market '${code}' cannot go: it has ${uses.join(' and ')}.`)
        else await removeMarket(tx, code)
      }
      for (const market of plan.markets) {
        const was = before.markets.find(({ code }) => code === market.code)
        const uses = was && was.currency !== market.currency ? await usesOfMarket(tx, market.code) : []
        if (uses.length > 0)
          problems.push(`The market '${market.code}' keeps ${was?.currency}: it has ${uses.join(' and ')} in it.`)
      }
      // Markets let go of their locations first.
      await writeLocations(tx, plan.locations)
      for (const [i, market] of plan.markets.entries())
        if (isOther(before, plan, i)) await writeMarket(tx, market, i + 1)
      for (const { code } of gone(before.locations, plan.locations)) {
        const uses = await usesOfLocation(tx, code)
        if (uses.length > 0) problems.push(`The location '${code}' cannot go: it has ${uses.join(' and ')}.`)
        else await removeLocation(tx, code)
      }
      if (changes.some(({ what }) => what.startsWith('tax '))) await writeTaxes(tx, plan.taxes)
      told = problems.length > 0 ? { ok: false, changes, problems } : { ok: true, changes }
      if (dryRun || problems.length > 0) throw new Undone()
      // Processes that keep rates and menus forget them, and the search learns of the markets. At the first set-up nobody has any.
      if (changes.length > 0 && before.markets.length > 0) await recordFact(tx, { fact: 'catalogue.changed' })
      return told
    })
  } catch (fault) {
    if (fault instanceof Undone) return told
    throw fault
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

const isOther = (before: MarketPlan, plan: MarketPlan, at: number): boolean => {
  const market = plan.markets[at]
  const was = before.markets[at]
  return !was || !market || !isSame(linesOf({ ...before, markets: [was] }), linesOf({ ...before, markets: [market] }))
}

function changesBetween(before: Record<string, string>, after: Record<string, string>): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((what) =>
    before[what] === after[what] ? [] : [{ what, before: before[what] ?? null, after: after[what] ?? null }],
  )
}

/** A plan as lines that a person can compare. */
function linesOf({ locations, markets, taxes }: MarketPlan): Record<string, string> {
  const lines: Record<string, string> = {}
  for (const { code, name, city, country } of locations) lines[`location ${code}`] = `${name}, ${city}, ${country}`
  markets.forEach((market, i) => {
    const { code, zones } = market
    lines[`market ${code}`] =
      `${i + 1}. ${market.name}, ${market.currency}, tax ${market.taxStyle}, ${market.locales.join(' ')}, to ${market.countries.join(' ')} from ${market.locations.join(' ')}`
    lines[`market ${code} calendar`] =
      `${market.timeZone}, until ${market.cutOffHour} o'clock, not on ${market.holidays.join(' ') || 'weekends'}`
    zones.forEach((zone, j) => {
      const name = `shipping ${code}/${zone.code}`
      lines[name] = `${j + 1}. ${[...zone.countries, ...(zone.regions ?? [])].join(' ')}`
      zone.methods.forEach((method, k) => {
        lines[`${name}/${method.code}`] = `${k + 1}. ${methodWords(method, market.currency)}`
      })
    })
  })
  for (const tax of taxes)
    lines[`tax ${taxName(tax)}`] = `${tax.basisPoints / 100} %${tax.onShipping ? ', on shipping too' : ''}`
  return lines
}

function methodWords({ names, carrier, minDays, maxDays, freeFromMinor, rates }: MethodPlan, currency: string): string {
  const money = (minor: number) => formatMoney(minor, currency, 'en')
  const prices = rates.map(({ upToGrams, priceMinor }) => `${upToGrams} g ${money(priceMinor)}`).join(', ')
  const free = freeFromMinor === null ? '' : `, free from ${money(freeFromMinor)}`
  return `${[...new Set([names.en, names.de])].join(' / ')}, ${carrier}, ${minDays}–${maxDays} days, ${prices}${free}`
}

const taxName = ({ country, region, name, taxClass }: TaxPlan) =>
  `${country}${region ? `-${region}` : ''} ${name} ${taxClass}`
