import { z } from 'zod'
import { readCards } from '../../../domain/browse/read-cards.ts'
import { readFacetWords } from '../../../domain/browse/read-facets.ts'
import type { FacetWords } from '../../../domain/browse/shelf.ts'
import type { ProductHits, ProductQuery, ProductSort } from '../../../domain/search/search-index.ts'
import { queryText } from '../../../routes.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { answer, type Call } from '../endpoint.ts'
import { type FieldProblem, refuse } from '../problems.ts'
import { addressSchema, cardSchema, moneySchema } from '../schemas.ts'
import { apiLink, card, money } from './show.ts'

const amount = z.int().min(0).max(100_000_000)

/** What narrows and orders a list, beside its category, collection or words. */
export const listQuery = {
  filter: z
    .array(
      z
        .string()
        .max(130)
        .regex(/^[a-z0-9][a-z0-9_-]{0,60}:[a-z0-9][a-z0-9_-]{0,60}$/),
    )
    .max(30)
    .optional()
    .describe(
      'A facet and one of its values, such as `color:sage`; the answer lists them. Values of one facet widen, facets narrow.',
    ),
  priceFromMinor: amount.optional(),
  priceToMinor: amount.optional(),
  reduced: z.boolean().optional().describe('`true`: only what is reduced.'),
  inStock: z.boolean().optional().describe('`true`: only what can be bought now.'),
  newWithinDays: z.int().min(1).max(365).optional().describe('Only what came into the shop in so many days.'),
  facets: z.boolean().default(true).describe('`false`: without counts, for a much shorter answer.'),
  limit: z.int().min(1).max(100).default(24),
  after: z
    .string()
    .min(1)
    .max(400)
    .optional()
    .describe('Where the page begins. Opaque: it stands in `links.next` and `links.previous`.'),
}

export const sortWords =
  'popular: what sells best. new: the newest first. price, -price: the cheapest, the dearest first. rating: the best reviewed first.'

const facetSchema = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    values: z.array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        hex: z.string().nullable().describe('Of colours.'),
        count: z.int().min(0).describe('Products when this value is chosen, too.'),
        chosen: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Facet' })

export const productListSchema = {
  products: z.array(cardSchema),
  total: z.int().min(0).describe('Over all pages; exact up to 10,000.'),
  sort: z.string(),
  facets: z.array(facetSchema).describe('In the order of display; empty where they were not asked for.'),
  priceRange: z
    .strictObject({ from: moneySchema, to: moneySchema })
    .nullable()
    .describe('The cheapest and the dearest, whatever price limits were asked for.'),
  links: z
    .strictObject({
      self: addressSchema,
      next: addressSchema.nullable(),
      previous: addressSchema.nullable(),
    })
    .describe('Pages begin after a product, not at a number: nothing comes twice while products come and go.'),
}

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>

type Asked = {
  /** The path below the place, and the query's own part: the category, the words. */
  path: string
  own: Record<string, string | undefined>
  scope: Pick<ProductQuery, 'text' | 'categoryId' | 'collectionId'>
  sort: ProductSort
}

type Listed =
  | { ok: true; list: ReturnType<typeof shown>; didYouMean: string | null; understood: string[] }
  | { ok: false; fields: FieldProblem[] }

/** A page of products, as lists and the search answer it. */
export async function listProducts(
  call: Pick<Call, 'shop' | 'place' | 'market' | 'path'>,
  query: ListQuery,
  asked: Asked,
): Promise<Listed> {
  const { shop, place } = call
  const { filter = [], after, limit, priceFromMinor, priceToMinor, reduced, inStock, newWithinDays } = query
  const words = await readFacetWords(shop, place)
  const { facets, problems } = chosen(filter, words)
  const own = {
    ...asked.own,
    filter: [...new Set(filter)].sort(),
    priceFromMinor,
    priceToMinor,
    reduced: reduced ? 'true' : undefined,
    inStock: inStock ? 'true' : undefined,
    newWithinDays,
    sort: asked.sort,
  }
  const list = `${place.market}/${place.locale}${asked.path}${queryText(own)}`
  const cursor = after === undefined ? null : openCursor(shop.secret, list, after)
  if (after !== undefined && cursor === null)
    problems.push({ field: 'after', in: 'query', code: 'malformed', message: 'is no place in this list' })
  if (priceFromMinor !== undefined && priceToMinor !== undefined && priceFromMinor > priceToMinor)
    problems.push({
      field: 'priceToMinor',
      in: 'query',
      code: 'too-small',
      message: 'must not be less than priceFromMinor',
    })
  if (problems.length > 0) return { ok: false, fields: problems }

  const hits = await shop.search.find({
    ...place,
    ...asked.scope,
    facets,
    priceFromMinor,
    priceToMinor,
    onlyReduced: reduced || undefined,
    onlyInStock: inStock || undefined,
    newWithinDays,
    sort: asked.sort,
    limit,
    after: cursor,
  })
  const cards = await readCards(shop, place, hits.productIds)
  const page = (place: string | null | undefined) =>
    apiLink(call, asked.path + queryText({ ...own, facets: query.facets ? undefined : 'false', limit, after: place }))
  const pageAt = (at: string | null) => (at === null ? null : page(sealCursor(shop.secret, list, at)))
  const links = { self: page(after), next: pageAt(hits.next), previous: pageAt(hits.previous) }
  const { didYouMean, understood } = hits
  return {
    ok: true,
    list: shown(call, { hits, cards, words: query.facets ? words : [], facets, sort: asked.sort, links }),
    didYouMean,
    understood,
  }
}

function chosen(filter: readonly string[], words: FacetWords) {
  const facets: Record<string, string[]> = {}
  const problems: FieldProblem[] = []
  for (const one of [...new Set(filter)].sort()) {
    const [code = '', value = ''] = one.split(':')
    const facet = words.find((known) => known.code === code)
    if (!facet || !Object.hasOwn(facet.values, value)) {
      const message = facet ? `'${value}' is no value of '${code}'` : `there is no facet '${code}'`
      problems.push({ field: 'filter', in: 'query', code: 'unknown', message })
    } else facets[code] = [...(facets[code] ?? []), value]
  }
  return { facets, problems }
}

function shown(
  call: Pick<Call, 'shop' | 'place' | 'market' | 'path'>,
  given: {
    hits: ProductHits
    cards: Awaited<ReturnType<typeof readCards>>
    words: FacetWords
    facets: Record<string, string[]>
    sort: ProductSort
    links: { self: string; next: string | null; previous: string | null }
  },
) {
  const { hits, cards, words, facets, sort, links } = given
  const { priceMinMinor, priceMaxMinor } = hits
  return {
    products: cards.map((one) => card(call, one)),
    total: hits.total,
    sort,
    facets: words.flatMap(({ code, name, values }) => {
      const counts = new Map((hits.facets[code] ?? []).map(({ value, count }) => [value, count]))
      for (const value of facets[code] ?? []) if (!counts.has(value)) counts.set(value, 0)
      const told = [...counts].flatMap(([value, count]) => {
        const word = values[value]
        return word ? [{ ...word, code: value, count, chosen: facets[code]?.includes(value) ?? false }] : []
      })
      told.sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
      return told.length > 0 ? [{ code, name, values: told.map(({ position, ...value }) => value) }] : []
    }),
    priceRange:
      priceMinMinor === null || priceMaxMinor === null
        ? null
        : { from: money(call, priceMinMinor), to: money(call, priceMaxMinor) },
    links,
  }
}

export const listAnswer = <L extends Listed, M extends object>(listed: L, more: M) =>
  listed.ok ? answer(200, { ...listed.list, ...more }) : refuse('input-invalid', { fields: listed.fields })
