import type { CategoryNode, CollectionEntry, Picture, ProductCard, ShelfPrice } from '../../../domain/browse/shelf.ts'
import { href, mediaAddress } from '../../../routes.ts'
import type { Call } from '../endpoint.ts'

/** Domain values as the API answers them. */

type Shown = Pick<Call, 'shop' | 'place' | 'market' | 'path'>

export const money = ({ market }: Pick<Call, 'market'>, amountMinor: number) => ({
  amountMinor,
  currency: market.currency,
})

const moneyOrNull = (call: Shown, amountMinor: number | null) =>
  amountMinor === null ? null : money(call, amountMinor)

export const price = (call: Shown, { amountMinor, wasMinor, lowest30Minor, perUnit }: ShelfPrice) => ({
  current: money(call, amountMinor),
  was: moneyOrNull(call, wasMinor),
  lowest30: moneyOrNull(call, lowest30Minor),
  perUnit: perUnit && { price: money(call, perUnit.amountMinor), unit: perUnit.unit },
})

export function picture({ shop }: Pick<Call, 'shop'>, shown: Picture | null) {
  if (!shown) return null
  const { mediaKey, width, height, alt } = shown
  const address = mediaAddress(shop.publicUrl, mediaKey, 640, 'jpg')
  return { alt, width, height, address, template: address.replace(/640\.jpg$/, '{width}.{format}') }
}

/** Absolute addresses: of the API below the place, and of a page of the shop. */
export const apiLink = ({ shop, path }: Shown, below: string): string => shop.publicUrl + path(below)

export const segment = (text: string): string => encodeURIComponent(text)

export const card = (call: Shown, shown: ProductCard) => ({
  id: shown.productId,
  slug: shown.slug,
  name: shown.name,
  brand: shown.brand,
  price: price(call, shown.price),
  priceVaries: shown.priceVaries,
  picture: picture(call, shown.picture),
  secondPicture: picture(call, shown.secondPicture),
  swatches: shown.swatches,
  rating: shown.rating,
  ratingCount: shown.ratingCount,
  stock: shown.stock,
  isNew: shown.isNew,
  links: {
    self: apiLink(call, `/products/${segment(shown.slug)}`),
    page: call.shop.publicUrl + href(call.place, 'product', { slug: shown.slug }),
  },
})

export type ShownCategory = {
  id: number
  code: string
  slug: string
  name: string
  intro: string
  picture: ReturnType<typeof picture>
  links: { self: string; products: string; page: string }
  parts: ShownCategory[]
}

export const category = (call: Shown, node: CategoryNode): ShownCategory => ({
  id: node.categoryId,
  code: node.code,
  slug: node.slug,
  name: node.name,
  intro: node.intro,
  picture: picture(call, node.picture),
  links: {
    self: apiLink(call, `/categories/${segment(node.slug)}`),
    products: apiLink(call, `/products?category=${segment(node.slug)}`),
    page: call.shop.publicUrl + href(call.place, 'category', { slug: node.slug }),
  },
  parts: node.parts.map((part) => category(call, part)),
})

export const collection = (call: Shown, entry: CollectionEntry) => ({
  id: entry.collectionId,
  code: entry.code,
  slug: entry.slug,
  name: entry.name,
  intro: entry.intro,
  story: entry.story,
  picture: picture(call, entry.picture),
  links: {
    self: apiLink(call, `/collections/${segment(entry.slug)}`),
    products: apiLink(call, `/products?collection=${segment(entry.slug)}`),
    page: call.shop.publicUrl + href(call.place, 'collection', { slug: entry.slug }),
  },
})
