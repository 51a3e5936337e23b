import { z } from 'zod'
import { findCollection, readCollections as listCollections } from '../../../domain/browse/read-collections.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { movedSchema, pictureSchema, slugSchema } from '../schemas.ts'
import { elsewhereSchema, listLinksSchema } from './categories.ts'
import { apiLink, collection, segment } from './show.ts'

export const collectionSchema = z
  .strictObject({
    id: z.int(),
    code: z.string().describe('The same in all languages.'),
    slug: slugSchema,
    name: z.string(),
    intro: z.string(),
    story: z.string(),
    picture: pictureSchema.nullable(),
    links: listLinksSchema,
  })
  .meta({ id: 'Collection' })

export const readCollections = defineEndpoint({
  operationId: 'readCollections',
  method: 'GET',
  path: '/collections',
  tag: 'Catalogue',
  summary: 'All collections',
  who: 'anyone',
  answers: { 200: z.strictObject({ collections: z.array(collectionSchema) }).meta({ id: 'Collections' }) },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const entries = await listCollections(call.shop, call.place)
    return answer(200, { collections: entries.map((entry) => collection(call, entry)) })
  },
})

export const readCollection = defineEndpoint({
  operationId: 'readCollection',
  method: 'GET',
  path: '/collections/{slug}',
  tag: 'Catalogue',
  summary: 'One collection',
  who: 'anyone',
  params: z.strictObject({ slug: slugSchema }),
  answers: {
    200: z.strictObject({ collection: collectionSchema, elsewhere: elsewhereSchema }).meta({ id: 'CollectionAnswer' }),
    301: movedSchema,
  },
  problems: ['collection-unknown'],
  cache: 'shared',
  async handle(call) {
    const found = await findCollection(call.shop, call.place, call.params.slug)
    if (!found) return refuse('collection-unknown')
    if ('movedTo' in found)
      return answer(301, found, { location: apiLink(call, `/collections/${segment(found.movedTo)}`) })
    return answer(200, { collection: collection(call, found.entry), elsewhere: found.elsewhere })
  },
})
