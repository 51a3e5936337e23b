import { z } from 'zod'
import { pictureFormats, pictureWidths } from '../../domain/media/picture-sizes.ts'
import { locales } from '../../domain/settings/market.ts'
import { problemCodes } from './problems.ts'

/** Pieces that many answers share. `id` is their name in the OpenAPI document and in clients. */

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217, such as EUR.')

export const moneySchema = z
  .strictObject({
    amountMinor: z.int().describe('In the smallest unit of the currency: 2490 is 24.90 EUR.'),
    currency: currencySchema,
  })
  .meta({ id: 'Money', examples: [{ amountMinor: 2490, currency: 'EUR' }] })

export const localeSchema = z.enum(locales).meta({ id: 'Locale', description: 'A language of the shop.' })

export const addressSchema = z.string().describe('An absolute address.')

export const pictureSchema = z
  .strictObject({
    alt: z.string().describe('What it shows, for those who do not see it.'),
    width: z.int().describe('Of the original, in pixels: with the height it tells the proportions.'),
    height: z.int(),
    address: addressSchema.describe('A JPEG, 640 pixels wide.'),
    template: z
      .string()
      .describe(
        `The address for other sizes: {width} is one of ${pictureWidths.join(', ')}, {format} one of ${pictureFormats.join(', ')}.`,
      ),
  })
  .meta({ id: 'Picture' })

export const priceSchema = z
  .strictObject({
    current: moneySchema,
    was: moneySchema.nullable().describe('The regular price while this one is reduced.'),
    lowest30: moneySchema
      .nullable()
      .describe('The lowest price of the 30 days before the reduction. EU shops must show it beside a reduced price.'),
    perUnit: z
      .strictObject({ price: moneySchema, unit: z.enum(['kg', 'l', 'm']) })
      .nullable()
      .describe('For what is sold by weight, volume or length. EU shops must show it.'),
  })
  .meta({ id: 'Price' })

export const stockWordSchema = z
  .enum(['in', 'few', 'out'])
  .meta({ id: 'StockWord', description: 'few: three pieces or fewer are left.' })

export const slugSchema = z
  .string()
  .min(1)
  .max(200)
  .describe('The name of the thing in addresses, in the language of the path.')

export const crumbSchema = z.strictObject({ id: z.int(), name: z.string(), slug: slugSchema }).meta({ id: 'Crumb' })

export const movedSchema = z
  .strictObject({ movedTo: slugSchema })
  .meta({ id: 'Moved', description: 'It has another address now; the header Location has all of it.' })

export const cardSchema = z
  .strictObject({
    id: z.int(),
    slug: slugSchema,
    name: z.string(),
    brand: z.string().describe('Empty where none is known.'),
    price: priceSchema.describe('The lowest of its variants.'),
    priceVaries: z.boolean().describe('True when variants cost differently: say ‘from’.'),
    picture: pictureSchema.nullable(),
    secondPicture: pictureSchema.nullable(),
    swatches: z.array(z.strictObject({ code: z.string(), name: z.string(), hex: z.string() })),
    rating: z.number().min(1).max(5).nullable().describe('With one decimal; null without reviews.'),
    ratingCount: z.int().min(0),
    stock: stockWordSchema,
    isNew: z.boolean(),
    links: z.strictObject({
      self: addressSchema.describe('The product in this API.'),
      page: addressSchema.describe('Its page in the shop.'),
    }),
  })
  .meta({ id: 'ProductCard', description: 'A product as lists show it.' })

export const fieldProblemSchema = z
  .strictObject({
    field: z.string().describe('A parameter, or the path to a field of the body: address.postcode, lines.0.quantity.'),
    in: z.enum(['path', 'query', 'body']),
    code: z
      .string()
      .describe('For programs: missing, unknown, repeated, malformed, too-small, too-large, or the shop’s own word.'),
    message: z.string().describe('What is allowed, in English.'),
  })
  .meta({ id: 'FieldProblem' })

export const problemSchema = z
  .looseObject({
    type: z.string().describe('The address of the problem’s words in the reference.'),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes).describe('The name of the problem for programs.'),
    detail: z.string(),
    instance: z.string().describe('The number of the request.'),
    fields: z.array(fieldProblemSchema).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' })
