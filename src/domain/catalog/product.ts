import { z } from 'zod'
import { slugOf } from './slug.ts'

/** A product as it is handed in, whole or in part: what is absent stays as it is. */

const code = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'is lower-case letters, digits and hyphens, at most 60')
const minor = z.number().int().min(0).max(1_000_000_000)
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is lower-case letters, digits and single hyphens')
  .max(100)
const words = z.object({ en: z.string(), de: z.string() }).partial()
/** A value's code or its name; the code is made of the name: 'Stoneware' is 'stoneware'. */
const choice = z
  .string()
  .trim()
  .max(100, 'is longer than 100 characters')
  .refine((name) => slugOf(name) !== '', 'has no letter or digit')

const productText = z
  .object({
    slug,
    name: z.string().trim().min(1, 'is empty').max(200, 'is longer than 200 characters'),
    summary: z.string().trim().max(1_000, 'is longer than 1,000 characters'),
    story: z.string().trim().max(20_000, 'is longer than 20,000 characters'),
    care: z.string().trim().max(5_000, 'is longer than 5,000 characters'),
    alsoCalled: z.string().trim().max(1_000, 'is longer than 1,000 characters'),
  })
  .partial()

/** A choice has one value or more, a number has a unit, a text has its own words. */
const attribute = z.union([
  z.object({ choice: z.array(choice).min(1) }),
  z.object({ number: z.number(), unit: z.string().max(10).optional() }),
  z.object({ text: words }),
])

const price = z
  .object({ amountMinor: minor, wasMinor: minor.nullish() })
  .refine(({ amountMinor, wasMinor }) => wasMinor == null || wasMinor > amountMinor, {
    path: ['wasMinor'],
    message: 'is the regular price of a reduced one: it must be above the price',
  })

const variant = z.object({
  sku: z.string().regex(/^[\w.+/-]{1,64}$/, 'is letters, digits and . _ + / -, at most 64'),
  barcode: z
    .string()
    .regex(/^\d{8}(\d{4,6})?$/, 'is 8, 12, 13 or 14 digits')
    .refine(hasRightCheckDigit, 'has a wrong check digit')
    .nullish(),
  weightGrams: z.number().int().min(0).max(10_000_000).optional(),
  content: z.object({ amount: z.number().positive(), unit: z.enum(['g', 'ml', 'm']) }).nullish(),
  active: z.boolean().optional(),
  /** What tells it from the other variants, by attribute code. */
  options: z.record(code, choice).optional(),
  /** By market; null: not for sale there. */
  prices: z.record(z.string(), price.nullable()).optional(),
})

export const productInput = z.object({
  key: z.string().regex(/^[a-zA-Z0-9][\w.-]{0,99}$/, 'is letters, digits, dots, hyphens and underscores, at most 100'),
  /** 'kitchen/cookware': made when there is none. */
  category: z
    .string()
    .regex(/^[a-z0-9-]+(\/[a-z0-9-]+){0,3}$/, "is codes with slashes between, such as 'kitchen/cookware'")
    .optional(),
  /** Its name; made when there is none. */
  brand: z.string().trim().min(1).max(100).nullish(),
  state: z.enum(['draft', 'published'], "is 'draft' or 'published'").optional(),
  publishedFrom: z.date().nullish(),
  publishedUntil: z.date().nullish(),
  taxClass: z.enum(['standard', 'reduced'], "is 'standard' or 'reduced'").optional(),
  popularity: z.number().int().min(0).max(1_000_000).optional(),
  texts: z.object({ en: productText, de: productText }).partial().optional(),
  /** By code; null takes it away. An unknown one is made. */
  attributes: z.record(code, attribute.nullable()).optional(),
  /** Those not named stay. */
  variants: z.array(variant).max(2_000).optional(),
})

export type ProductInput = z.infer<typeof productInput>
export type VariantInput = z.infer<typeof variant>
export type AttributeInput = z.infer<typeof attribute>
export type ProductTextInput = z.infer<typeof productText>

/** GTIN-8, -12, -13 and -14: weights 3 and 1 from the right (GS1 General Specifications, 7.9). */
export function hasRightCheckDigit(barcode: string): boolean {
  const sum = [...barcode]
    .reverse()
    .slice(1)
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10 === Number(barcode.at(-1))
}

type Words = { en: string; de: string }

/** Words for what saving a product may have to make. A code without words gets them from itself. */
export type Vocabulary = {
  categories?: Record<string, Words & { picture?: string }>
  attributes?: Record<string, Words & { values?: Record<string, Words> }>
}
