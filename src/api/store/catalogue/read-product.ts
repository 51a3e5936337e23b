import { z } from 'zod'
import { readProduct as findProduct } from '../../../domain/browse/read-product.ts'
import type { ProductPage } from '../../../domain/browse/shelf.ts'
import { stockWord } from '../../../domain/browse/shelf-price.ts'
import { href } from '../../../routes.ts'
import { answer, type Call, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import {
  addressSchema,
  cardSchema,
  crumbSchema,
  localeSchema,
  movedSchema,
  pictureSchema,
  priceSchema,
  slugSchema,
  stockWordSchema,
} from '../schemas.ts'
import { apiLink, card, picture, price, segment } from './show.ts'

const variantSchema = z
  .strictObject({
    id: z.int().describe('What carts take.'),
    sku: z.string(),
    barcode: z.string().nullable(),
    weightGrams: z.int(),
    options: z.record(z.string(), z.string()).describe('Code of the option → code of its value.'),
    price: priceSchema,
    stock: stockWordSchema,
    available: z.int().min(0).describe('Pieces that can be bought, over all locations of the market.'),
    availableAt: z
      .array(z.strictObject({ city: z.string(), available: z.int() }))
      .describe('Where the pieces lie, the preferred location first.'),
    pictures: z
      .array(z.int())
      .describe('Places in the pictures of the product, its own first. Empty: all of them are right.'),
  })
  .meta({ id: 'Variant' })

const reviewSchema = z
  .strictObject({
    name: z.string(),
    locale: localeSchema,
    rating: z.int().min(1).max(5),
    title: z.string(),
    body: z.string(),
    verified: z.boolean().describe('True when its author has bought the product here.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Review' })

const productSchema = z
  .strictObject({
    id: z.int(),
    slug: slugSchema,
    name: z.string(),
    brand: z.string(),
    summary: z.string(),
    story: z.string(),
    care: z.string(),
    isNew: z.boolean(),
    crumbs: z.array(crumbSchema),
    pictures: z.array(pictureSchema),
    options: z
      .array(
        z.strictObject({
          code: z.string(),
          name: z.string(),
          values: z.array(z.strictObject({ code: z.string(), name: z.string(), hex: z.string().nullable() })),
        }),
      )
      .describe('What a shopper chooses, in the order of display.'),
    variants: z.array(variantSchema),
    attributes: z
      .array(z.strictObject({ code: z.string(), name: z.string(), value: z.string() }))
      .describe('For the table of facts, in words of the language.'),
    rating: z.number().min(1).max(5).nullable(),
    ratingCount: z.int().min(0),
    ratingSpread: z
      .tuple([z.int(), z.int(), z.int(), z.int(), z.int()])
      .describe('How many reviews gave 1, 2, 3, 4 and 5.'),
    reviews: z.array(reviewSchema).describe('The latest.'),
    related: z.array(cardSchema),
    elsewhere: z
      .array(z.strictObject({ market: z.string(), locale: localeSchema, slug: slugSchema }))
      .describe('Where else it is sold, for the switch of markets and languages.'),
    links: z.strictObject({ self: addressSchema, page: addressSchema.describe('Its page in the shop.') }),
  })
  .meta({ id: 'Product' })

export const readProduct = defineEndpoint({
  operationId: 'readProduct',
  method: 'GET',
  path: '/products/{slug}',
  tag: 'Catalogue',
  summary: 'One product with all that its page shows',
  who: 'anyone',
  params: z.strictObject({ slug: slugSchema }),
  answers: { 200: z.strictObject({ product: productSchema }).meta({ id: 'ProductAnswer' }), 301: movedSchema },
  problems: ['product-unknown'],
  cache: 'shared',
  async handle(call) {
    const found = await findProduct(call.shop, call.place, call.params.slug)
    if (!found) return refuse('product-unknown')
    if ('movedTo' in found)
      return answer(301, found, { location: apiLink(call, `/products/${segment(found.movedTo)}`) })
    return answer(200, { product: product(call, found) })
  },
})

function product(
  call: Pick<Call, 'shop' | 'place' | 'market' | 'path'>,
  found: ProductPage,
): z.input<typeof productSchema> {
  const { slug, name, brand, summary, story, care, isNew, options, attributes, elsewhere } = found
  return {
    id: found.productId,
    slug,
    name,
    brand,
    summary,
    story,
    care,
    isNew,
    crumbs: found.crumbs.map(({ categoryId, name, slug }) => ({ id: categoryId, name, slug })),
    pictures: found.pictures.flatMap((shown) => picture(call, shown) ?? []),
    options,
    variants: found.variants.map((variant) => ({
      id: variant.variantId,
      sku: variant.sku,
      barcode: variant.barcode,
      weightGrams: variant.weightGrams,
      options: variant.options,
      price: price(call, variant.price),
      stock: stockWord(variant.available),
      available: variant.available,
      availableAt: variant.availableAt,
      pictures: variant.pictures,
    })),
    attributes,
    rating: found.rating,
    ratingCount: found.ratingCount,
    ratingSpread: found.ratingSpread,
    reviews: found.reviews.map((review) => ({ ...review, createdAt: review.createdAt.toISOString() })),
    related: found.related.map((shown) => card(call, shown)),
    elsewhere,
    links: {
      self: apiLink(call, `/products/${segment(slug)}`),
      page: call.shop.publicUrl + href(call.place, 'product', { slug }),
    },
  }
}
