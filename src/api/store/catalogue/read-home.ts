import { z } from 'zod'
import { readHome as findHome } from '../../../domain/browse/read-home.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { cardSchema } from '../schemas.ts'
import { collectionSchema } from './collections.ts'
import { card, collection } from './show.ts'

const homeSchema = z
  .strictObject({
    fresh: z.array(cardSchema).describe('What came into the shop last.'),
    bestSelling: z.array(cardSchema),
    reduced: z.array(cardSchema),
    story: z
      .strictObject({ collection: collectionSchema, products: z.array(cardSchema) })
      .nullable()
      .describe('One collection, told as a story.'),
    praise: z.array(
      z.strictObject({
        name: z.string(),
        rating: z.int().min(1).max(5),
        title: z.string(),
        body: z.string(),
        createdAt: z.iso.datetime(),
        product: z.strictObject({ id: z.int(), slug: z.string(), name: z.string() }),
      }),
    ),
  })
  .meta({ id: 'Home' })

export const readHome = defineEndpoint({
  operationId: 'readHome',
  method: 'GET',
  path: '/home',
  tag: 'Catalogue',
  summary: 'What the front page shows',
  who: 'anyone',
  answers: { 200: homeSchema },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const { fresh, bestSelling, reduced, story, praise } = await findHome(call.shop, call.place)
    const cards = (shown: typeof fresh) => shown.map((one) => card(call, one))
    return answer(200, {
      fresh: cards(fresh),
      bestSelling: cards(bestSelling),
      reduced: cards(reduced),
      story: story && { collection: collection(call, story.collection), products: cards(story.cards) },
      praise: praise.map(({ name, rating, title, body, createdAt, productId, productSlug, productName }) => ({
        name,
        rating,
        title,
        body,
        createdAt: createdAt.toISOString(),
        product: { id: productId, slug: productSlug, name: productName },
      })),
    })
  },
})
