import { z } from 'zod'
import { findCategory, readMenu } from '../../../domain/browse/read-menu.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { addressSchema, crumbSchema, localeSchema, movedSchema, pictureSchema, slugSchema } from '../schemas.ts'
import { apiLink, category, segment } from './show.ts'

export const listLinksSchema = z.strictObject({
  self: addressSchema,
  products: addressSchema.describe('Its products in this API.'),
  page: addressSchema.describe('Its page in the shop.'),
})

const categorySchema = z
  .strictObject({
    id: z.int(),
    code: z.string().describe('The same in all languages.'),
    slug: slugSchema,
    name: z.string(),
    intro: z.string(),
    picture: pictureSchema.nullable(),
    links: listLinksSchema,
    get parts() {
      return z.array(categorySchema)
    },
  })
  .meta({ id: 'Category' })

export const elsewhereSchema = z
  .array(z.strictObject({ locale: localeSchema, slug: slugSchema }))
  .describe('Its slugs in all languages, for the switch of languages.')

export const readCategories = defineEndpoint({
  operationId: 'readCategories',
  method: 'GET',
  path: '/categories',
  tag: 'Catalogue',
  summary: 'The menu: departments with their parts',
  description: 'Only categories with something for sale in the market.',
  who: 'anyone',
  answers: { 200: z.strictObject({ categories: z.array(categorySchema) }).meta({ id: 'Categories' }) },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const menu = await readMenu(call.shop, call.place)
    return answer(200, { categories: menu.map((node) => category(call, node)) })
  },
})

export const readCategory = defineEndpoint({
  operationId: 'readCategory',
  method: 'GET',
  path: '/categories/{slug}',
  tag: 'Catalogue',
  summary: 'One category with its parts and the way to it',
  who: 'anyone',
  params: z.strictObject({ slug: slugSchema }),
  answers: {
    200: z
      .strictObject({
        category: categorySchema,
        crumbs: z.array(crumbSchema).describe('From the department down to the category itself.'),
        elsewhere: elsewhereSchema,
      })
      .meta({ id: 'CategoryAnswer' }),
    301: movedSchema,
  },
  problems: ['category-unknown'],
  cache: 'shared',
  async handle(call) {
    const found = await findCategory(call.shop, call.place, call.params.slug)
    if (!found) return refuse('category-unknown')
    if ('movedTo' in found)
      return answer(301, found, { location: apiLink(call, `/categories/${segment(found.movedTo)}`) })
    return answer(200, {
      category: category(call, found.node),
      crumbs: found.crumbs.map(({ categoryId, name, slug }) => ({ id: categoryId, name, slug })),
      elsewhere: found.elsewhere,
    })
  },
})
