import { between, chance } from '../chance.ts'
import { colors, type SeedProduct } from '../seed-format.ts'
import { barcodeOf, type OptionKind, variantsOf } from '../variants.ts'
import type { Attributes } from './attribute-rows.ts'
import type { Ago, DemoRows } from './rows.ts'

/** Writes a product's variants with their options, pictures, prices and stock. */
export function addVariants(
  rows: DemoRows,
  product: SeedProduct,
  given: { productId: number; attributes: Attributes; images: { id: number; color: string | null }[]; ago: Ago },
): void {
  const { productId, attributes, images, ago } = given
  for (const [position, { options, codes }] of variantsOf(product).entries()) {
    const id = rows.variant.length + 1
    const contentCode = codes.find((code) => product.contentOf?.[code])
    const content = (contentCode && product.contentOf?.[contentCode]) || product.content
    rows.variant.push({
      id,
      productId,
      sku: [`TW${1000 + productId}`, ...codes.map(skuPart)].join('-'),
      barcode: barcodeOf(id),
      position,
      weightGrams: product.weightGrams,
      contentAmount: content?.amount ?? null,
      contentUnit: content?.unit ?? null,
    })
    for (const [kind, code] of Object.entries(options) as [OptionKind, string][])
      rows.variant_option.push({ variantId: id, ...attributes.option(kind, code) })
    for (const image of images)
      if (image.color && image.color === options.color) rows.variant_image.push({ variantId: id, imageId: image.id })
    addPrices(rows, product, id, codes, ago)
    addStock(rows, product, id, position, ago)
  }
}

const skuPart = (code: string) => (code in colors ? code.slice(0, 3) : code).toUpperCase().replace(/[^A-Z0-9]/g, '')

function addPrices(rows: DemoRows, product: SeedProduct, variantId: number, codes: string[], ago: Ago): void {
  for (const market of ['us', 'de'] as const) {
    const base = product.price[market]
    if (base === undefined) continue
    const own = codes.map((code) => product.priceOf?.[code]?.[market]).find((amount) => amount !== undefined)
    const amountMinor = own ?? base
    const was = product.was?.[market]
    const wasMinor = was === undefined ? null : own === undefined ? was : Math.round((was * own) / base / 10) * 10
    const price = { variantId, market, amountMinor }
    if (wasMinor === null || wasMinor <= amountMinor) {
      rows.price.push({ ...price, wasMinor: null, lowest30Minor: null, since: ago(product.ageDays) })
      continue
    }
    const since = between(3, 20, product.key, 'reduced')
    // Some were on offer shortly before: then the lowest price of the 30 days is not the regular one.
    const earlier = product.ageDays > since + 30 && chance(product.key, 'earlier') < 0.4
    const earlierMinor = Math.round((wasMinor * 0.94) / 10) * 10
    const lowest30Minor = earlier ? Math.min(earlierMinor, wasMinor) : wasMinor
    rows.price.push({ ...price, wasMinor, lowest30Minor, since: ago(since) })
    const past = (amount: number, from: number, until: number) =>
      rows.price_history.push({ variantId, market, amountMinor: amount, fromAt: ago(from), untilAt: ago(until) })
    if (!earlier) past(wasMinor, product.ageDays + 1, since)
    else {
      past(wasMinor, product.ageDays + 1, since + 25)
      past(earlierMinor, since + 25, since + 18)
      past(wasMinor, since + 18, since)
    }
  }
}

function addStock(rows: DemoRows, product: SeedProduct, variantId: number, position: number, ago: Ago): void {
  const [columbus, hamburg] = piecesOf(product, position)
  for (const [location, available] of [
    ['columbus', columbus],
    ['hamburg', hamburg],
  ] as const) {
    rows.stock.push({ variantId, location, available })
    if (available > 0)
      rows.stock_movement.push({ variantId, location, available, at: ago(Math.min(product.ageDays, 20)) })
  }
}

/** In Columbus and in Hamburg. */
function piecesOf({ key, stock = 'plenty' }: SeedProduct, position: number): [number, number] {
  if (stock === 'none' || (stock === 'gaps' && position % 3 === 1)) return [0, 0]
  if (stock === 'few' && position % 2 === 0) {
    const left = between(1, 3, key, position)
    return position % 4 === 0 ? [left, 0] : [0, left]
  }
  return [between(8, 60, key, position, 'columbus'), between(8, 60, key, position, 'hamburg')]
}
