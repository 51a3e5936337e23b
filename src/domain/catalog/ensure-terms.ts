import type { Tx } from '../../kit/db.ts'
import { readPictureNames } from '../media/picture-names.ts'
import type { ProductInput, Vocabulary } from './product.ts'
import { slugChoices, slugOf, wordsOf } from './slug.ts'
import {
  type AttributeKind,
  insertAttribute,
  insertBrands,
  insertCategory,
  insertValues,
  type KnownAttribute,
  listBrands,
  listCategories,
  listValues,
} from './term-table.ts'

export type Terms = {
  categoryId(code: string): number
  brandId(name: string): number
  attributeId(code: string): number
  valueId(attribute: string, name: string): number
  /** What had to be made: 'category kitchen/cookware', 'brand Fennwick'. */
  made: string[]
}

/** Finds or makes what the products are told in. `known`: attributes that are there already. */
export async function ensureTerms(
  tx: Tx,
  products: readonly ProductInput[],
  known: ReadonlyMap<string, KnownAttribute>,
  vocabulary: Vocabulary,
): Promise<Terms> {
  const made: string[] = []
  const categories = await ensureCategories(tx, products, vocabulary, made)
  const brands = await ensureBrands(tx, products, made)
  const attributes = await ensureAttributes(tx, products, known, vocabulary, made)
  const values = await ensureValues(tx, products, attributes, vocabulary, made)
  return {
    categoryId: (code) => there(categories.get(code), code),
    brandId: (name) => there(brands.get(slugOf(name)), name),
    attributeId: (code) => there(attributes.get(code), code),
    valueId: (attribute, name) => there(values.get(`${attribute}=${slugOf(name)}`), name),
    made,
  }
}

function there(id: number | undefined, name: string): number {
  if (id === undefined) throw new Error(`'${name}' was not made.`)
  return id
}

async function ensureCategories(tx: Tx, products: readonly ProductInput[], vocabulary: Vocabulary, made: string[]) {
  const wanted = new Set<string>()
  for (const { category } of products)
    category?.split('/').forEach((_, i, parts) => {
      wanted.add(parts.slice(0, i + 1).join('/'))
    })
  const ids = new Map((await listCategories(tx, [...wanted])).map(({ code, id }) => [code, id]))
  // Parents come first: a code is longer than its parent's.
  const missing = [...wanted].filter((code) => !ids.has(code)).sort((a, b) => a.length - b.length)
  const named = missing.flatMap((code) => vocabulary.categories?.[code]?.picture ?? [])
  const pictures = named.length > 0 ? await readPictureNames(tx, named) : new Map<string, string>()
  for (const code of missing) {
    const words = vocabulary.categories?.[code]
    const names = { en: words?.en ?? wordsOf(code), de: words?.de ?? wordsOf(code) }
    const parent = code.split('/').slice(0, -1).join('/')
    const slugsFor = (name: string) => [slugOf(name), ...slugChoices(slugOf(code))]
    const category = await insertCategory(tx, {
      code,
      parentId: ids.get(parent) ?? null,
      pictureKey: pictures.get(words?.picture ?? '') ?? words?.picture ?? null,
      names,
      slugs: { en: slugsFor(names.en), de: slugsFor(names.de) },
    })
    if (category) ids.set(code, category.id)
    made.push(`category ${code}`)
  }
  return ids
}

async function ensureBrands(tx: Tx, products: readonly ProductInput[], made: string[]) {
  const names = new Map(products.flatMap(({ brand }) => (brand ? [[slugOf(brand), brand]] : [])))
  const ids = new Map((await listBrands(tx, [...names.keys()])).map(({ code, id }) => [code, id]))
  const missing = [...names].filter(([code]) => !ids.has(code)).map(([code, name]) => ({ code, name }))
  if (missing.length > 0) for (const { code, id } of await insertBrands(tx, missing)) ids.set(code, id)
  made.push(...missing.map(({ name }) => `brand ${name}`))
  return ids
}

/** Attributes that products use, and as what. Options are choices. */
export function usedAttributes(products: readonly ProductInput[]): Map<string, AttributeKind> {
  const kinds = new Map<string, AttributeKind>()
  for (const { attributes = {}, variants = [] } of products) {
    for (const { options = {} } of variants) for (const code of Object.keys(options)) kinds.set(code, 'choice')
    for (const [code, given] of Object.entries(attributes))
      if (given) kinds.set(code, 'choice' in given ? 'choice' : 'number' in given ? 'number' : 'text')
  }
  return kinds
}

async function ensureAttributes(
  tx: Tx,
  products: readonly ProductInput[],
  known: ReadonlyMap<string, KnownAttribute>,
  vocabulary: Vocabulary,
  made: string[],
) {
  const ids = new Map([...known].map(([code, { id }]) => [code, id]))
  for (const [code, kind] of usedAttributes(products)) {
    if (ids.has(code)) continue
    const words = vocabulary.attributes?.[code]
    const names = { en: words?.en ?? wordsOf(code), de: words?.de ?? wordsOf(code) }
    const attribute = await insertAttribute(tx, { code, kind, names })
    if (attribute) ids.set(code, attribute.id)
    made.push(`attribute ${code}`)
  }
  return ids
}

async function ensureValues(
  tx: Tx,
  products: readonly ProductInput[],
  attributes: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
  made: string[],
) {
  const wanted = new Map<string, { attribute: string; code: string; name: string }>()
  const want = (attribute: string, name: string) => {
    const code = slugOf(name)
    if (!wanted.has(`${attribute}=${code}`)) wanted.set(`${attribute}=${code}`, { attribute, code, name })
  }
  for (const { attributes: given = {}, variants = [] } of products) {
    for (const [code, attribute] of Object.entries(given))
      if (attribute && 'choice' in attribute) for (const name of attribute.choice) want(code, name)
    for (const { options = {} } of variants) for (const [code, name] of Object.entries(options)) want(code, name)
  }
  const codes = new Map([...attributes].map(([code, id]) => [id, code]))
  const keys = [...wanted.values()].map(({ attribute, code }) => ({
    attributeId: attributes.get(attribute) ?? 0,
    code,
  }))
  const found = keys.length > 0 ? await listValues(tx, keys) : []
  const ids = new Map(found.map(({ attributeId, code, id }) => [`${codes.get(attributeId)}=${code}`, id]))
  const missing = [...wanted].filter(([key]) => !ids.has(key)).map(([, value]) => value)
  const rows = missing.map(({ attribute, code, name }) => {
    const own = name === code ? wordsOf(code) : name
    const names = vocabulary.attributes?.[attribute]?.values?.[code] ?? { en: own, de: own }
    return { attributeId: attributes.get(attribute) ?? 0, code, names }
  })
  if (rows.length > 0)
    for (const { attributeId, code, id } of await insertValues(tx, rows))
      ids.set(`${codes.get(attributeId)}=${code}`, id)
  made.push(...missing.map(({ attribute, name }) => `${attribute} ${name}`))
  return ids
}
