import { parseArgs } from 'node:util'
import { addCode } from '../domain/promotions/add-code.ts'
import type { DiscountCode } from '../domain/promotions/discount.ts'
import { endCode } from '../domain/promotions/end-code.ts'
import { readCodes } from '../domain/promotions/read-codes.ts'
import type { Shop } from '../domain/shop.ts'
import { formatMoney, minorDigits } from '../kit/money.ts'
import type { Commands } from './command.ts'

const usage = `code add [CODE] --percent N | --off AMOUNT --market M | --free-shipping
         [--market M] [--minimum AMOUNT] [--until YYYY-MM-DD] [--limit N] [--per-person N]
         without CODE, one that cannot be guessed is made
code list
code end CODE`

type Say = (line: string) => void

async function run(shop: Shop, args: string[], say: Say): Promise<number> {
  const [verb, ...rest] = args
  if (verb === 'list' && rest.length === 0) return list(shop, say)
  if (verb === 'end' && rest.length === 1) return end(shop, rest[0] ?? '', say)
  if (verb === 'add') return add(shop, rest, say)
  say(usage)
  return 2
}

async function add(shop: Shop, args: string[], say: Say): Promise<number> {
  const wish = readWish(shop, args)
  if (typeof wish === 'string') {
    say(wish)
    return 2
  }
  const added = await addCode(shop, wish)
  if (added.ok) {
    say(added.code)
    return 0
  }
  if (added.problem === 'invalid-input') for (const issue of added.issues) say(issue)
  else say(added.problem === 'code-exists' ? 'This code is there already.' : `There is no market '${wish.market}'.`)
  return 1
}

type Wish = Parameters<typeof addCode>[1]

/** What the arguments ask for, or the sentence that says what is wrong with them. */
function readWish(shop: Shop, args: string[]): Wish | string {
  const text = { type: 'string' } as const
  const options = {
    percent: text,
    off: text,
    'free-shipping': { type: 'boolean' },
    market: text,
    minimum: text,
    until: text,
    limit: text,
    'per-person': text,
  } as const
  let given: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>
  try {
    given = parseArgs({ args, options, allowPositionals: true })
  } catch (fault) {
    return `${(fault as Error).message}\n${usage}`
  }
  const { values, positionals } = given
  const market = shop.markets.find((known) => known.code === values.market)
  const digits = minorDigits(market?.currency ?? 'EUR')
  const minor = (amount: string) => Math.round(Number(amount.replace(',', '.')) * 10 ** digits)
  const offs: Wish['off'][] = []
  if (values.percent !== undefined)
    offs.push({ kind: 'percentage', basisPoints: Math.round(Number(values.percent) * 100) })
  if (values.off !== undefined) offs.push({ kind: 'fixed', amountMinor: minor(values.off) })
  if (values['free-shipping']) offs.push({ kind: 'free-shipping' })
  const [off] = offs
  if (!off || offs.length > 1 || positionals.length > 1) return usage
  return {
    code: positionals[0],
    off,
    market: values.market,
    minimumMinor: values.minimum === undefined ? undefined : minor(values.minimum),
    // The last day counts: it ends where the next one begins.
    endsAt: values.until === undefined ? undefined : new Date(Date.parse(`${values.until}T00:00:00Z`) + 86_400_000),
    limitTotal: values.limit === undefined ? undefined : Number(values.limit),
    limitPerPerson: values['per-person'] === undefined ? undefined : Number(values['per-person']),
  }
}

async function list(shop: Shop, say: Say): Promise<number> {
  const codes = await readCodes(shop)
  if (codes.length === 0) say('There are no codes.')
  for (const code of codes) say(lineOf(shop, code))
  return 0
}

async function end(shop: Shop, code: string, say: Say): Promise<number> {
  const ended = await endCode(shop, code)
  say(ended.ok ? `${code} has ended.` : `There is no running code '${code}'.`)
  return ended.ok ? 0 : 1
}

function lineOf(shop: Shop, code: DiscountCode): string {
  const currency = shop.markets.find((market) => market.code === code.market)?.currency ?? 'EUR'
  const money = (amountMinor: number) => formatMoney(amountMinor, currency, 'en')
  const off = {
    percentage: `${(code.basisPoints ?? 0) / 100} % off`,
    fixed: `${money(code.amountMinor ?? 0)} off`,
    'free-shipping': 'free shipping',
  }[code.kind]
  const rules = [
    off,
    code.market && `market ${code.market}`,
    code.minimumMinor > 0 && `from ${money(code.minimumMinor)}`,
    code.startsAt && `from ${code.startsAt.toISOString().slice(0, 10)}`,
    code.endsAt && `until ${new Date(code.endsAt.getTime() - 1).toISOString().slice(0, 10)}`,
    `used ${code.used}${code.limitTotal === null ? '' : ` of ${code.limitTotal}`}`,
    code.limitPerPerson !== null && `${code.limitPerPerson} per person`,
    !code.active && 'ended',
  ]
  return `${code.code.padEnd(20)} ${rules.filter((rule) => rule).join(' · ')}`
}

export const codeCommands: Commands = { code: { usage, run } }
