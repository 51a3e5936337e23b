import { z } from 'zod'
import { findCollection } from '../../../domain/browse/read-collections.ts'
import { findCategory } from '../../../domain/browse/read-menu.ts'
import { type Call, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { slugSchema } from '../schemas.ts'
import { listAnswer, listProducts, listQuery, productListSchema, sortWords } from './product-list.ts'

export const readProducts = defineEndpoint({
  operationId: 'readProducts',
  method: 'GET',
  path: '/products',
  tag: 'Catalogue',
  summary: 'Products of a category, a collection or the whole shop',
  description:
    'With counts of what each filter would leave. What is reduced is `reduced=true`, what is new `newWithinDays=45`. Follow `links.next` until it is null.',
  who: 'anyone',
  query: z.strictObject({
    category: slugSchema.optional().describe('The slug of a category; its parts are in it.'),
    collection: slugSchema.optional().describe('The slug of a collection.'),
    ...listQuery,
    sort: z.enum(['popular', 'new', 'price', '-price', 'rating']).default('popular').describe(sortWords),
  }),
  answers: { 200: z.strictObject(productListSchema).meta({ id: 'ProductList' }) },
  problems: ['category-unknown', 'collection-unknown'],
  cache: 'shared',
  async handle(call) {
    const { category, collection, sort, ...query } = call.query
    const categoryFound = category === undefined ? undefined : await categoryNow(call, category)
    if (categoryFound === null) return refuse('category-unknown')
    const collectionFound = collection === undefined ? undefined : await collectionNow(call, collection)
    if (collectionFound === null) return refuse('collection-unknown')
    const listed = await listProducts(call, query, {
      path: '/products',
      own: { category: categoryFound?.slug, collection: collectionFound?.slug },
      scope: {
        text: '',
        categoryId: categoryFound?.categoryId,
        collectionId: collectionFound?.collectionId,
      },
      sort,
    })
    return listAnswer(listed, {})
  },
})

type Shelf = Pick<Call, 'shop' | 'place'>

// A slug of another language, or an old one, finds the same category: links in apps live long.
async function categoryNow({ shop, place }: Shelf, slug: string) {
  const found = await findCategory(shop, place, slug)
  const now = found && 'movedTo' in found ? await findCategory(shop, place, found.movedTo) : found
  return now && 'node' in now ? now.node : null
}

async function collectionNow({ shop, place }: Shelf, slug: string) {
  const found = await findCollection(shop, place, slug)
  const now = found && 'movedTo' in found ? await findCollection(shop, place, found.movedTo) : found
  return now && 'entry' in now ? now.entry : null
}
