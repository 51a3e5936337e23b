import { z } from 'zod'
import { readCards } from '../../../domain/browse/read-cards.ts'
import { crumbsTo } from '../../../domain/browse/read-menu.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { cardSchema, crumbSchema } from '../schemas.ts'
import { listAnswer, listProducts, listQuery, productListSchema, sortWords } from './product-list.ts'
import { card } from './show.ts'

const words = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/\S/)
    .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())

export const searchProducts = defineEndpoint({
  operationId: 'searchProducts',
  method: 'GET',
  path: '/search',
  tag: 'Search',
  summary: 'Products that fit what somebody typed',
  description:
    'Understands price limits, colours, whom a thing is for, SKUs, misspelt and joined words. The answer tells what was understood.',
  who: 'anyone',
  query: z.strictObject({
    q: words(200).describe('What was typed.'),
    ...listQuery,
    sort: z
      .enum(['relevance', 'popular', 'new', 'price', '-price', 'rating'])
      .default('relevance')
      .describe(`relevance: what fits the words best. ${sortWords}`),
  }),
  answers: {
    200: z
      .strictObject({
        ...productListSchema,
        didYouMean: z.string().nullable().describe('Another spelling, when little or nothing was found.'),
        understood: z.array(z.string()).describe('What of the words was taken as a limit: ‘under 30’, ‘red’.'),
      })
      .meta({ id: 'SearchAnswer' }),
  },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const { q, sort, ...query } = call.query
    const listed = await listProducts(call, query, { path: '/search', own: { q }, scope: { text: q }, sort })
    return listAnswer(listed, {
      didYouMean: listed.ok ? listed.didYouMean : null,
      understood: listed.ok ? listed.understood : [],
    })
  },
})

const atMost = 6

export const suggest = defineEndpoint({
  operationId: 'suggest',
  method: 'GET',
  path: '/suggestions',
  tag: 'Search',
  summary: 'What to offer while somebody types',
  who: 'anyone',
  query: z.strictObject({
    q: words(100).describe('What was typed so far; from two characters on there is something to offer.'),
  }),
  answers: {
    200: z
      .strictObject({
        terms: z.array(z.string()).describe('Words to search for.'),
        categories: z.array(z.strictObject({ crumbs: z.array(crumbSchema) })).describe('Each as the way to it.'),
        products: z.array(cardSchema),
      })
      .meta({ id: 'Suggestions' }),
  },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const { shop, place, query } = call
    if (query.q.length < 2) return answer(200, { terms: [], categories: [], products: [] })
    const found = await shop.search.suggest({ ...place, text: query.q, limit: atMost })
    const [cards, trails] = await Promise.all([
      readCards(
        shop,
        place,
        found.products.map(({ productId }) => productId),
      ),
      Promise.all(found.categories.map(({ categoryId }) => crumbsTo(shop, place, categoryId))),
    ])
    return answer(200, {
      terms: found.terms,
      categories: trails
        .filter((trail) => trail.length > 0)
        .map((trail) => ({ crumbs: trail.map(({ categoryId, name, slug }) => ({ id: categoryId, name, slug })) })),
      products: cards.map((one) => card(call, one)),
    })
  },
})
