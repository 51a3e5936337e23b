import { readdirSync } from 'node:fs'
import { chance, idOf } from './chance.ts'
import { collections } from './collections.ts'
import { collectionPicture } from './pictures/departments.ts'
import { picturesOf } from './pictures/plan.ts'
import { openAttributes } from './rows/attribute-rows.ts'
import { addBrands, addCategories } from './rows/category-rows.ts'
import { type Ago, type DemoRows, emptyRows, languages } from './rows/rows.ts'
import { addVariants } from './rows/variant-rows.ts'
import type { SeedFile, SeedProduct, Words } from './seed-format.ts'
import { slugMaker } from './slug.ts'

export async function readSeedFiles(): Promise<SeedFile[]> {
  const folder = new URL('demo/', import.meta.url)
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .sort()
  return Promise.all(names.map(async (name) => ((await import(new URL(name, folder).href)) as { file: SeedFile }).file))
}

/** Turns the written catalogue into rows of the tables. Pure: the same files and the same day give the same rows. */
export function demoRows(files: readonly SeedFile[], now: Date): DemoRows {
  const rows = emptyRows()
  const ago: Ago = (days) => new Date(now.getTime() - days * 86_400_000).toISOString()
  const words: Record<string, Words> = Object.assign({}, ...files.map((file) => file.words))
  const products = files.flatMap((file) => file.products)
  const productIds = new Map(products.map((product, i) => [product.key, i + 1]))
  const brandIds = addBrands(rows, files)
  const categoryIds = addCategories(rows, files)
  const attributes = openAttributes(rows, words)
  const slug = { en: slugMaker(), de: slugMaker() }

  for (const product of products) {
    const productId = productIds.get(product.key) ?? 0
    const categoryId = categoryIds.get(product.category)
    if (!categoryId) throw new Error(`${product.key}: there is no category '${product.category}'.`)
    addProduct(rows, product, { id: productId, categoryId, brandId: brandIds.get(product.brand) }, ago)
    for (const locale of languages)
      rows.product_text.push(textOf(product, productId, locale, slug[locale](product.name[locale])))
    attributes.addTo(product, productId)
    addVariants(rows, product, { productId, attributes, images: addPictures(rows, product, productId), ago })
    addReviews(rows, product, productId, ago)
    addRelated(rows, product, products, productIds)
  }
  addCollections(rows, products, productIds)
  return rows
}

function addProduct(
  rows: DemoRows,
  { key, ageDays, taxClass = 'standard', popularity, reviews = [] }: SeedProduct,
  ids: { id: number; categoryId: number; brandId: number | undefined },
  ago: Ago,
): void {
  rows.product.push({
    ...ids,
    key,
    state: 'published',
    publishedFrom: ago(ageDays),
    taxClass,
    popularity,
    ratingCount: reviews.length,
    ratingSum: reviews.reduce((sum, { rating }) => sum + rating, 0),
    createdAt: ago(ageDays),
    updatedAt: ago(0),
  })
}

const textOf = (product: SeedProduct, productId: number, locale: 'en' | 'de', slug: string) => ({
  productId,
  locale,
  slug,
  name: product.name[locale],
  summary: product.summary[locale],
  story: product.story[locale],
  care: product.care?.[locale] ?? '',
  alsoCalled: (product.alsoCalled?.[locale] ?? []).join(', '),
})

function addPictures(rows: DemoRows, product: SeedProduct, productId: number) {
  return picturesOf(product).map(({ mediaKey, width, height, ground, alt, color }, position) => {
    const id = rows.product_image.length + 1
    rows.product_image.push({ id, productId, mediaKey, position, width, height, ground, alts: alt })
    return { id, color }
  })
}

function addReviews(rows: DemoRows, { key, reviews = [] }: SeedProduct, productId: number, ago: Ago): void {
  for (const [i, { name, locale, rating, title, text, daysAgo }] of reviews.entries()) {
    const personId = idOf('reviewer', key, i)
    const verified = chance(key, i, 'verified') < 0.8
    rows.person.push({ id: personId, createdAt: ago(daysAgo) })
    rows.contact.push({ personId, displayName: name, locale })
    rows.review.push({ productId, personId, locale, rating, title, body: text, verified, createdAt: ago(daysAgo) })
  }
}

const relatedAtMost = 8

/** What it goes with, then what stands near it in the shop. */
function addRelated(
  rows: DemoRows,
  product: SeedProduct,
  products: readonly SeedProduct[],
  ids: ReadonlyMap<string, number>,
): void {
  const department = ({ category }: SeedProduct) => category.split('/')[0]
  const isNear = (other: SeedProduct) => Number(other.category === product.category)
  const alike = products
    .filter((other) => department(other) === department(product) && other.ware !== product.ware)
    .sort((a, b) => isNear(b) - isNear(a) || b.popularity - a.popularity)
  const keys = new Set([...(product.goesWith ?? []), ...alike.map(({ key }) => key)])
  keys.delete(product.key)
  const relatedIds = [...keys].flatMap((key) => ids.get(key) ?? []).slice(0, relatedAtMost)
  for (const [position, relatedId] of relatedIds.entries())
    rows.product_related.push({ productId: ids.get(product.key), relatedId, position })
}

function addCollections(rows: DemoRows, products: readonly SeedProduct[], ids: ReadonlyMap<string, number>): void {
  const slug = { en: slugMaker(), de: slugMaker() }
  for (const [i, { code, name, intro, story, has, atMost }] of collections.entries()) {
    const members = products
      .filter(has)
      .sort((a, b) => b.popularity - a.popularity)
      .slice(0, atMost)
    if (members.length === 0) continue
    const collectionId = i + 1
    rows.collection.push({ id: collectionId, code, position: i, pictureKey: collectionPicture(code) })
    for (const locale of languages)
      rows.collection_text.push({
        collectionId,
        locale,
        slug: slug[locale](name[locale]),
        name: name[locale],
        intro: intro[locale],
        story: story[locale],
      })
    for (const [position, { key }] of members.entries())
      rows.collection_product.push({ collectionId, productId: ids.get(key), position })
  }
}
