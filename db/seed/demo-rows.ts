import { readdirSync } from 'node:fs'
import { between, chance, idOf } from './chance.ts'
import { collections } from './collections.ts'
import { collectionPicture, departmentPicture } from './pictures/departments.ts'
import { picturesOf } from './pictures/plan.ts'
import { colors, type MeasureCode, origins, type SeedFile, type SeedProduct, type Words } from './seed-format.ts'
import { slugMaker } from './slug.ts'
import { barcodeOf, type OptionKind, optionKinds, optionWords, type SeedVariant, variantsOf } from './variants.ts'

/** Turns the written catalogue into rows of the tables. Pure: the same files and the same day give the same rows. */

export async function readSeedFiles(): Promise<SeedFile[]> {
  const folder = new URL('demo/', import.meta.url)
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .sort()
  return Promise.all(names.map(async (name) => ((await import(new URL(name, folder).href)) as { file: SeedFile }).file))
}

const day = 86_400_000
const languages = ['en', 'de'] as const

const measureNames: Record<MeasureCode, Words> = {
  width: { en: 'Width', de: 'Breite' },
  height: { en: 'Height', de: 'Höhe' },
  depth: { en: 'Depth', de: 'Tiefe' },
  length: { en: 'Length', de: 'Länge' },
  diameter: { en: 'Diameter', de: 'Durchmesser' },
  weight: { en: 'Weight', de: 'Gewicht' },
  volume: { en: 'Volume', de: 'Volumen' },
  runtime: { en: 'Runtime', de: 'Laufzeit' },
  power: { en: 'Power', de: 'Leistung' },
  capacity: { en: 'Capacity', de: 'Kapazität' },
}

const optionNames: Record<OptionKind, Words> = {
  color: { en: 'Color', de: 'Farbe' },
  style: { en: 'Style', de: 'Ausführung' },
  size: { en: 'Size', de: 'Größe' },
  volume: { en: 'Volume', de: 'Menge' },
  weight: { en: 'Weight', de: 'Gewicht' },
}

const attributeOf = (kind: OptionKind) => (kind === 'volume' || kind === 'weight' ? `pack-${kind}` : kind)

const sizeOrder = ['xs', 's', 'm', 'l', 'xl', 'xxl']
const sizeKey = (code: string) => {
  const letter = sizeOrder.indexOf(code)
  return letter >= 0
    ? letter
    : 100 + (Number.parseFloat(code) || 0) * (/(kg|l)$/.test(code) && !/ml$/.test(code) ? 1000 : 1)
}

type Row = Record<string, unknown>
export type DemoRows = ReturnType<typeof demoRows>

export function demoRows(files: readonly SeedFile[], now: Date) {
  const words: Record<string, Words> = Object.assign({}, ...files.map((file) => file.words))
  const products = files.flatMap((file) => file.products)
  const rows = {
    brand: [] as Row[],
    category: [] as Row[],
    category_text: [] as Row[],
    attribute: [] as Row[],
    attribute_value: [] as Row[],
    product: [] as Row[],
    product_text: [] as Row[],
    product_attribute: [] as Row[],
    product_option: [] as Row[],
    variant: [] as Row[],
    variant_option: [] as Row[],
    price: [] as Row[],
    price_history: [] as Row[],
    product_image: [] as Row[],
    variant_image: [] as Row[],
    stock: [] as Row[],
    stock_movement: [] as Row[],
    person: [] as Row[],
    contact: [] as Row[],
    review: [] as Row[],
    product_related: [] as Row[],
    collection: [] as Row[],
    collection_text: [] as Row[],
    collection_product: [] as Row[],
  }
  const ago = (days: number) => new Date(now.getTime() - days * day).toISOString()

  const brandIds = new Map<string, number>()
  for (const brand of files.flatMap((file) => file.brands)) {
    if (brandIds.has(brand.code)) continue
    const id = brandIds.size + 1
    brandIds.set(brand.code, id)
    rows.brand.push({ id, ...brand })
  }

  const categoryIds = new Map<string, number>()
  const categorySlug = { en: slugMaker(), de: slugMaker() }
  const addCategory = (code: string, parentId: number | null, name: Words, intro: Words, pictureKey: string | null) => {
    const id = categoryIds.size + 1
    categoryIds.set(code, id)
    rows.category.push({ id, code, parentId, position: id, pictureKey })
    for (const locale of languages)
      rows.category_text.push({
        categoryId: id,
        locale,
        slug: categorySlug[locale](name[locale]),
        name: name[locale],
        intro: intro[locale],
      })
    return id
  }
  for (const department of files.flatMap((file) => file.departments)) {
    // A department that two files share is written once.
    const id =
      categoryIds.get(department.code) ??
      addCategory(department.code, null, department.name, department.intro, departmentPicture(department.code))
    for (const part of department.parts) {
      const code = `${department.code}/${part.code}`
      if (categoryIds.has(code)) continue
      const first = products.find((product) => product.category === code)
      addCategory(code, id, part.name, { en: '', de: '' }, first ? (picturesOf(first)[0]?.mediaKey ?? null) : null)
    }
  }

  const attributeIds = new Map<string, number>()
  const addAttribute = (code: string, kind: 'choice' | 'number', names: Words, facet: boolean) => {
    const id = attributeIds.size + 1
    attributeIds.set(code, id)
    rows.attribute.push({ id, code, kind, unit: null, facet, position: id, names })
    return id
  }
  // A style means another thing on every product ('left-handed', 'pepper'): nothing to filter a list by.
  for (const kind of optionKinds) addAttribute(attributeOf(kind), 'choice', optionNames[kind], kind !== 'style')
  addAttribute('material', 'choice', { en: 'Material', de: 'Material' }, true)
  addAttribute('origin', 'choice', { en: 'Made in', de: 'Hergestellt in' }, true)
  for (const [code, names] of Object.entries(measureNames)) addAttribute(code, 'number', names, false)

  const valueIds = new Map<string, number>()
  const addValue = (attribute: string, code: string, position: number, names: Words, swatch: string | null) => {
    const key = `${attribute}=${code}`
    const known = valueIds.get(key)
    if (known) return known
    const id = valueIds.size + 1
    valueIds.set(key, id)
    rows.attribute_value.push({ id, attributeId: attributeIds.get(attribute), code, position, names, swatch })
    return id
  }
  Object.entries(colors).forEach(([code, { name, hex }], position) => addValue('color', code, position, name, hex))
  const wordsFor = (code: string): Words => {
    const found = words[code]
    if (!found) throw new Error(`'${code}' has no words.`)
    return found
  }

  const productIds = new Map(products.map((product, i) => [product.key, i + 1]))
  const slug = { en: slugMaker(), de: slugMaker() }
  let variantCount = 0
  let imageCount = 0

  for (const product of products) {
    const id = productIds.get(product.key) ?? 0
    const categoryId = categoryIds.get(product.category)
    if (!categoryId) throw new Error(`${product.key}: there is no category '${product.category}'.`)
    const reviews = product.reviews ?? []
    rows.product.push({
      id,
      key: product.key,
      categoryId,
      brandId: brandIds.get(product.brand),
      state: 'published',
      publishedFrom: ago(product.ageDays),
      taxClass: product.taxClass ?? 'standard',
      popularity: product.popularity,
      ratingCount: reviews.length,
      ratingSum: reviews.reduce((sum, { rating }) => sum + rating, 0),
      createdAt: ago(product.ageDays),
      updatedAt: ago(0),
    })
    for (const locale of languages)
      rows.product_text.push({
        productId: id,
        locale,
        slug: slug[locale](product.name[locale]),
        name: product.name[locale],
        summary: product.summary[locale],
        story: product.story[locale],
        care: product.care?.[locale] ?? '',
        alsoCalled: (product.alsoCalled?.[locale] ?? []).join(', '),
      })
    addAttributes(product, id)
    const imageIds = addPictures(product, id)
    for (const variant of variantsOf(product)) addVariant(product, id, variant, imageIds)
    addReviews(product, id)
    addRelated(product, id)
  }
  addCollections()
  return rows

  function addAttributes(product: SeedProduct, productId: number) {
    const material = addValue('material', product.material, 0, wordsFor(product.material), null)
    const origin = addValue('origin', product.origin, 0, origins[product.origin], null)
    const add = (
      attribute: string,
      given: { valueId?: number; numberValue?: number; unit?: string },
      position: number,
    ) =>
      rows.product_attribute.push({
        productId,
        attributeId: attributeIds.get(attribute),
        valueId: given.valueId ?? null,
        numberValue: given.numberValue ?? null,
        unit: given.unit ?? null,
        position,
      })
    add('material', { valueId: material }, 0)
    product.measures.forEach(({ what, value, unit }, i) => add(what, { numberValue: value, unit }, 1 + i))
    add('origin', { valueId: origin }, 90)
    optionKinds
      .filter((kind) => product.options?.[kind]?.length)
      .forEach((kind, position) =>
        rows.product_option.push({ productId, attributeId: attributeIds.get(attributeOf(kind)), position }),
      )
  }

  function addPictures(product: SeedProduct, productId: number) {
    return picturesOf(product).map((picture, position) => {
      const id = ++imageCount
      const { mediaKey, width, height, ground, alt, color } = picture
      rows.product_image.push({ id, productId, mediaKey, position, width, height, ground, alts: alt })
      return { id, color }
    })
  }

  function addVariant(
    product: SeedProduct,
    productId: number,
    { options, codes }: SeedVariant,
    images: { id: number; color: string | null }[],
  ) {
    const id = ++variantCount
    const contentCode = codes.find((code) => product.contentOf?.[code])
    const content = (contentCode && product.contentOf?.[contentCode]) || product.content
    const position = rows.variant.filter((row) => row.productId === productId).length
    rows.variant.push({
      id,
      productId,
      sku: [`TW${1000 + productId}`, ...codes.map(skuPart)].join('-'),
      barcode: barcodeOf(id),
      position,
      weightGrams: product.weightGrams,
      contentAmount: content?.amount ?? null,
      contentUnit: content?.unit ?? null,
    })
    for (const [kind, code] of Object.entries(options) as [OptionKind, string][]) {
      const attribute = attributeOf(kind)
      const valueId = addValue(
        attribute,
        code,
        kind === 'color' ? 0 : sizeKey(code),
        optionWords(kind, code, words),
        null,
      )
      rows.variant_option.push({ variantId: id, attributeId: attributeIds.get(attribute), valueId })
    }
    for (const image of images)
      if (image.color && image.color === options.color) rows.variant_image.push({ variantId: id, imageId: image.id })
    addPrices(product, id, codes)
    addStock(product, id, position)
  }

  function addPrices(product: SeedProduct, variantId: number, codes: string[]) {
    for (const market of ['us', 'de'] as const) {
      const base = product.price[market]
      if (base === undefined) continue
      const own = codes.map((code) => product.priceOf?.[code]?.[market]).find((amount) => amount !== undefined)
      const amountMinor = own ?? base
      const was = product.was?.[market]
      const wasMinor = was === undefined ? null : own === undefined ? was : Math.round((was * own) / base / 10) * 10
      const reduced = wasMinor !== null && wasMinor > amountMinor
      const since = reduced ? between(3, 20, product.key, 'reduced') : product.ageDays
      // Some were on offer shortly before: then the lowest price of the 30 days is not the regular one.
      const earlier = reduced && product.ageDays > since + 30 && chance(product.key, 'earlier') < 0.4
      const earlierMinor = wasMinor === null ? 0 : Math.round((wasMinor * 0.94) / 10) * 10
      rows.price.push({
        variantId,
        market,
        amountMinor,
        wasMinor: reduced ? wasMinor : null,
        lowest30Minor: reduced ? (earlier ? Math.min(earlierMinor, wasMinor) : wasMinor) : null,
        since: ago(since),
      })
      if (!reduced) continue
      const past = (amount: number, from: number, until: number) =>
        rows.price_history.push({ variantId, market, amountMinor: amount, fromAt: ago(from), untilAt: ago(until) })
      if (!earlier) past(wasMinor, product.ageDays + 1, since)
      else {
        past(wasMinor, product.ageDays + 1, since + 25)
        past(earlierMinor, since + 25, since + 18)
        past(wasMinor, since + 18, since)
      }
    }
  }

  function addStock(product: SeedProduct, variantId: number, position: number) {
    const state = product.stock ?? 'plenty'
    const few = state === 'few' && position % 2 === 0
    const none = state === 'none' || (state === 'gaps' && position % 3 === 1)
    const amounts = none
      ? [0, 0]
      : few
        ? [
            position % 4 === 0 ? between(1, 3, product.key, position) : 0,
            position % 4 === 0 ? 0 : between(1, 3, product.key, position),
          ]
        : [between(8, 60, product.key, position, 'columbus'), between(8, 60, product.key, position, 'hamburg')]
    amounts.forEach((available, i) => {
      const location = i === 0 ? 'columbus' : 'hamburg'
      rows.stock.push({ variantId, location, available })
      if (available > 0)
        rows.stock_movement.push({ variantId, location, available, at: ago(Math.min(product.ageDays, 20)) })
    })
  }

  function addReviews(product: SeedProduct, productId: number) {
    for (const [i, review] of (product.reviews ?? []).entries()) {
      const personId = idOf('reviewer', product.key, i)
      rows.person.push({ id: personId, createdAt: ago(review.daysAgo) })
      rows.contact.push({ personId, displayName: review.name, locale: review.locale })
      rows.review.push({
        productId,
        personId,
        locale: review.locale,
        rating: review.rating,
        title: review.title,
        body: review.text,
        verified: chance(product.key, i, 'verified') < 0.8,
        createdAt: ago(review.daysAgo),
      })
    }
  }

  function addRelated(product: SeedProduct, productId: number) {
    const chosen = (product.goesWith ?? []).flatMap((key) => productIds.get(key) ?? [])
    const department = product.category.split('/')[0]
    const alike = products
      .filter((other) => other.category.split('/')[0] === department && other.ware !== product.ware)
      .sort(
        (a, b) =>
          Number(b.category === product.category) - Number(a.category === product.category) ||
          b.popularity - a.popularity,
      )
      .flatMap((other) => productIds.get(other.key) ?? [])
    const ids = [...new Set([...chosen, ...alike])].filter((id) => id !== productId).slice(0, 8)
    ids.forEach((relatedId, position) => {
      rows.product_related.push({ productId, relatedId, position })
    })
  }

  function addCollections() {
    collections.forEach((collection, i) => {
      const members = products
        .filter(collection.has)
        .sort((a, b) => b.popularity - a.popularity)
        .slice(0, collection.atMost)
      if (members.length === 0) return
      const id = i + 1
      rows.collection.push({ id, code: collection.code, position: i, pictureKey: collectionPicture(collection.code) })
      for (const locale of languages)
        rows.collection_text.push({
          collectionId: id,
          locale,
          slug: slugMaker()(collection.name[locale]),
          name: collection.name[locale],
          intro: collection.intro[locale],
          story: collection.story[locale],
        })
      members.forEach((product, position) => {
        rows.collection_product.push({ collectionId: id, productId: productIds.get(product.key), position })
      })
    })
  }
}

const skuPart = (code: string) => (code in colors ? code.slice(0, 3) : code).toUpperCase().replace(/[^A-Z0-9]/g, '')
