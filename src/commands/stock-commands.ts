import { countStock } from '../domain/inventory/count-stock.ts'
import { readStock } from '../domain/inventory/read-stock.ts'
import type { StockPlace } from '../domain/inventory/stock.ts'
import type { Shop } from '../domain/shop.ts'
import type { Commands } from './command.ts'

const usage = `stock SKU                     what lies where
stock SKU LOCATION COUNT      so many pieces can be sold there now (without those that orders hold)`

async function run(shop: Shop, args: string[], say: (line: string) => void): Promise<number> {
  const [sku, locationCode, count] = args
  const asksForCount = args.length === 3 && /^\d{1,7}$/.test(count ?? '')
  if (!sku || !(args.length === 1 || asksForCount)) {
    say(usage)
    return 2
  }
  const places = await readStock(shop, sku)
  if (places.length === 0) {
    say(`There is no SKU '${sku}'.`)
    return 1
  }
  if (!asksForCount) {
    for (const place of places) say(lineOf(place))
    return 0
  }
  const place = places.find((known) => known.location === locationCode)
  if (!place) {
    say(`There is no location '${locationCode}'. Known are ${places.map((known) => known.location).join(', ')}.`)
    return 1
  }
  const counted = { ...place, available: Number(count), reason: 'counted at the command line' }
  const { change } = await countStock(shop, counted)
  say(`${lineOf(counted)}  (${change < 0 ? '' : '+'}${change})`)
  return 0
}

const lineOf = ({ sku, location, available, reserved }: Omit<StockPlace, 'variantId' | 'locationId'>) =>
  `${sku}  ${location.padEnd(12)} ${String(available).padStart(6)} to sell ${String(reserved).padStart(6)} held by orders`

export const stockCommands: Commands = { stock: { usage, run } }
