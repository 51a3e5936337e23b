import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { publishProduct } from '../domain/catalog/publish-product.ts'
import { setPrice } from '../domain/catalog/set-price.ts'
import { unpublishProduct } from '../domain/catalog/unpublish-product.ts'
import { readCsv } from '../domain/imports/import-csv.ts'
import { type ImportReport, importProducts, type Read } from '../domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../domain/imports/import-retail-demo.ts'
import type { Shop } from '../domain/shop.ts'
import { formatMoney, minorDigits } from '../kit/money.ts'
import type { Command, Commands } from './command.ts'

type Say = (line: string) => void

const importUsage = `import FILE [--dry-run] [--market us]… [--location hamburg]
         products from a CSV file, or from the YAML of the retail demo (its markets and the location of its stock);
         the columns stand in docs/reference/import.md`

const takeProducts: Command = {
  usage: importUsage,
  async run(shop, args, say) {
    const given = readArguments(args)
    if (typeof given === 'string') return refuse(say, given)
    const { file, dryRun, markets, location } = given
    if (!existsSync(file)) return refuse(say, `There is no file '${file}'.`, 1)
    const places = shop.markets.flatMap((market) => market.locations)
    const place = location ? places.find(({ code }) => code === location) : places[0]
    if (!place) return refuse(say, `There is no location '${location}'.`, 1)
    const isYaml = /\.ya?ml$/i.test(file)
    const vocabulary = retailVocabulary()
    const source: AsyncIterable<Read> = isYaml
      ? readRetailDemo(file, { location: place.code, markets }, vocabulary)
      : readCsv(file, shop.markets)
    const began = performance.now()
    const report = await importProducts(shop, source, {
      dryRun,
      vocabulary: isYaml ? vocabulary : {},
      onBadRow: ({ line, message }) => say(`line ${line}: ${message}`),
      onProgress: ({ done, products }) =>
        say(`${percent(done)}  ${products} ${products === 1 ? 'product' : 'products'}`),
    })
    for (const line of summaryOf(report, dryRun, performance.now() - began)) say(line)
    return report.badRows > 0 ? 1 : 0
  },
}

const percent = (part: number) => `${Math.floor(part * 100)} %`.padStart(5)

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        market: { type: 'string', multiple: true },
        location: { type: 'string' },
      },
    })
    const [file, ...more] = positionals
    if (!file || more.length > 0) return importUsage
    const markets = (['us', 'de'] as const).filter((code) => values.market?.includes(code) ?? true)
    return { file, dryRun: values['dry-run'], markets, location: values.location }
  } catch (fault) {
    return `${(fault as Error).message}\n${importUsage}`
  }
}

function summaryOf(report: ImportReport, dryRun: boolean, milliseconds: number): string[] {
  const { created, changed, unchanged, restocked, badRows, made } = report
  const some = [...made].slice(0, 5).join(', ')
  return [
    `${created} new, ${changed} changed, ${unchanged} as before; stock of ${restocked} counted anew.`,
    ...(made.size > 0 ? [`Made: ${some}${made.size > 5 ? ` and ${made.size - 5} more` : ''}.`] : []),
    ...(badRows > 0
      ? [
          badRows === 1
            ? '1 row cannot be used; its product was left out.'
            : `${badRows} rows cannot be used; their products were left out.`,
        ]
      : []),
    dryRun ? 'This was a dry run: nothing was kept.' : `Done in ${(milliseconds / 1000).toFixed(1)} s.`,
  ]
}

const priceUsage = `price SKU MARKET AMOUNT [--was AMOUNT]      the price, and the regular one if this one is reduced
price SKU MARKET none                      not for sale there any more`

const price: Command = {
  usage: priceUsage,
  async run(shop, args, say) {
    const [sku, code, amount, flag, was] = args
    if (!sku || !code || !amount || (flag !== undefined && (flag !== '--was' || !was)) || args.length > 5)
      return refuse(say, priceUsage)
    const market = shop.markets.find((known) => known.code === code)
    if (!market) return refuse(say, `There is no market '${code}'.`, 1)
    const amountMinor = amount === 'none' ? null : minorOf(amount, market.currency)
    const wasMinor = was === undefined ? null : minorOf(was, market.currency)
    if (amountMinor === undefined || wasMinor === undefined)
      return refuse(say, `An amount in ${market.currency} looks like 12.90.`)
    const set = await setPrice(shop, { sku, market: code, amountMinor, wasMinor })
    if (!set.ok)
      return refuse(say, set.problem === 'invalid-input' ? set.issues.join('\n') : `There is no SKU '${sku}'.`, 1)
    const money = (minor: number | null | undefined) =>
      minor === null || minor === undefined ? 'none' : formatMoney(minor, market.currency, 'en')
    const { change } = set
    if (!change) say(`${sku}  ${code}  it was so already`)
    else {
      const { before, price } = change
      const reduced = price?.wasMinor
        ? `, reduced from ${money(price.wasMinor)}, lowest of 30 days before ${money(price.lowest30Minor)}`
        : ''
      say(`${sku}  ${code}  ${money(before?.amountMinor)} → ${money(price?.amountMinor)}${reduced}`)
    }
    return 0
  },
}

function minorOf(amount: string, currency: string): number | undefined {
  const digits = minorDigits(currency)
  const [, whole = '', , part = ''] = /^(\d{1,7})([.,](\d{1,4}))?$/.exec(amount) ?? []
  if (whole === '' || part.length > digits) return undefined
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0)
}

const productUsage = `product publish KEY [--from YYYY-MM-DD] [--until YYYY-MM-DD]
product unpublish KEY`

const product: Command = {
  usage: productUsage,
  async run(shop, args, say) {
    const [verb, key, ...rest] = args
    if (verb === 'unpublish' && key && rest.length === 0) return unpublish(shop, key, say)
    if (verb === 'publish' && key) return publish(shop, key, rest, say)
    return refuse(say, productUsage)
  },
}

const problems = {
  'unknown-product': 'There is no such product.',
  'nothing-to-sell': 'No variant of it has a price: nothing could be bought.',
  'ends-before-it-begins': 'It would end before it begins.',
}

async function publish(shop: Shop, key: string, args: string[], say: Say): Promise<number> {
  const dates = datesOf(args)
  if (!dates) return refuse(say, productUsage)
  const published = await publishProduct(shop, { key, ...dates })
  if (!published.ok) return refuse(say, `${key}: ${problems[published.problem]}`, 1)
  say(published.changed ? `${key} is published.` : `${key} was so already.`)
  return 0
}

async function unpublish(shop: Shop, key: string, say: Say): Promise<number> {
  const unpublished = await unpublishProduct(shop, key)
  if (!unpublished.ok) return refuse(say, `${key}: ${problems[unpublished.problem]}`, 1)
  say(unpublished.changed ? `${key} is a draft now.` : `${key} was a draft already.`)
  return 0
}

function datesOf(args: string[]): { from?: Date; until?: Date } | undefined {
  const dates: { from?: Date; until?: Date } = {}
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i] === '--from' ? 'from' : args[i] === '--until' ? 'until' : undefined
    const at = new Date(`${args[i + 1]}T00:00:00Z`)
    if (!name || Number.isNaN(at.getTime())) return undefined
    // The last day counts: it ends where the next one begins.
    dates[name] = name === 'from' ? at : new Date(at.getTime() + 86_400_000)
  }
  return dates
}

function refuse(say: Say, sentence: string, code = 2): number {
  say(sentence)
  return code
}

export const catalogCommands: Commands = { import: takeProducts, price, product }
