import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { colors, origins, type SeedFile, type SeedProduct } from './seed-format.ts'
import { optionKinds, optionWords, variantsOf } from './variants.ts'

const folder = new URL('./demo/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
const files: { name: string; file: SeedFile }[] = []
for (const name of names) {
  const loaded = (await import(new URL(name, folder).href)) as { file: SeedFile }
  files.push({ name, file: loaded.file })
}
const departments = files.flatMap(({ file }) => file.departments)
const brands = files.flatMap(({ file }) => file.brands)
const products = files.flatMap(({ file }) => file.products)
const keys = new Set(products.map((product) => product.key))
const icons = JSON.parse(
  readFileSync(new URL('../../node_modules/@iconify-json/fluent-emoji/icons.json', import.meta.url), 'utf8'),
) as { icons: Record<string, unknown> }

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/
const measuredSize = /^(xxs|xs|s|m|l|xl|xxl|\d{1,3}|\d+-(ml|l|g|kg|cm|mm|m))$/

/** 'sage/xl': how `without` names a variant. */
const namesOf = (product: SeedProduct) => variantsOf(product).map(({ codes }) => codes.join('/'))
const combinations = (product: SeedProduct) => namesOf({ ...product, without: [] })

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

/** Every complaint at once: a list that must be empty says more than the first failure. */
function complaints(check: (product: SeedProduct, file: SeedFile) => (string | false | undefined)[]): string[] {
  return files.flatMap(({ name, file }) =>
    file.products.flatMap((product) =>
      check(product, file)
        .filter((problem) => typeof problem === 'string')
        .map((problem) => `${name} ${product.key}: ${problem}`),
    ),
  )
}

describe('the demo catalogue', () => {
  it('holds at least 300 products, 900 variants and 12 departments', () => {
    assert.ok(products.length >= 300, `${products.length} products`)
    const made = products.reduce((sum, product) => sum + variantsOf(product).length, 0)
    assert.ok(made >= 900, `${made} variants`)
    assert.ok(departments.length >= 12, `${departments.length} departments`)
  })

  it('names every department, brand and product once', () => {
    assert.deepEqual(repeated(departments.map((department) => department.code)), [])
    assert.deepEqual(repeated(brands.map((brand) => brand.code)), [])
    assert.deepEqual(repeated(products.map((product) => product.key)), [])
    assert.deepEqual(repeated(products.map((product) => product.name.en)), [])
    assert.deepEqual(repeated(products.map((product) => product.name.de)), [])
  })

  it('writes codes in lower case with hyphens', () => {
    const codes = [
      ...keys,
      ...departments.flatMap((department) => [department.code, ...department.parts.map((part) => part.code)]),
      ...brands.map((brand) => brand.code),
    ]
    assert.deepEqual(
      codes.filter((code) => !kebab.test(code)),
      [],
    )
  })

  it('gives one code the same words in every file', () => {
    const first = new Map<string, string>()
    const torn: string[] = []
    for (const { name, file } of files) {
      for (const [code, words] of Object.entries(file.words)) {
        const said = `${words.en} / ${words.de}`
        if ((first.get(code) ?? said) !== said) torn.push(`${name} ${code}: ${said}, elsewhere ${first.get(code)}`)
        first.set(code, said)
      }
    }
    assert.deepEqual(torn, [])
  })

  it('never shows two codes of one attribute under the same words', () => {
    const said = new Map<string, Set<string>>()
    for (const { file } of files) {
      for (const { material, options } of file.products) {
        const values = optionKinds.flatMap((kind) => (options?.[kind] ?? []).map((code) => ({ kind, code })))
        for (const { kind, code } of [...values, { kind: 'material' as const, code: material }]) {
          const words = kind === 'material' ? file.words[code] : optionWords(kind, code, file.words)
          const shown = `${kind} ${words?.en} / ${words?.de}`
          said.set(shown, (said.get(shown) ?? new Set()).add(code))
        }
      }
    }
    const twice = [...said]
      .filter(([, codes]) => codes.size > 1)
      .map(([shown, codes]) => `${shown}: ${[...codes].join(', ')}`)
    assert.deepEqual(twice, [])
  })

  it('stands every product in a part of a department, with a known brand', () => {
    const parts = new Set(departments.flatMap(({ code, parts }) => parts.map((part) => `${code}/${part.code}`)))
    const known = new Set(brands.map((brand) => brand.code))
    assert.deepEqual(
      complaints(({ category, brand }) => [
        !parts.has(category) && `no category ${category}`,
        !known.has(brand) && `no brand ${brand}`,
      ]),
      [],
    )
    const stocked = new Set(products.map((product) => product.category))
    assert.deepEqual(
      [...parts].filter((part) => !stocked.has(part)),
      [],
    )
  })

  it('pictures wares that exist, each for at most three products', () => {
    assert.deepEqual(
      complaints(({ ware, beside, scale }) => [
        ...[ware, ...(beside ?? [])].map((icon) => !(icon in icons.icons) && `no ware ${icon}`),
        !(scale > 0.2 && scale <= 1) && `scale ${scale}`,
      ]),
      [],
    )
    const uses = new Map<string, string[]>()
    for (const { ware, key } of products) uses.set(ware, [...(uses.get(ware) ?? []), key])
    assert.deepEqual(
      [...uses].filter(([, users]) => users.length > 3),
      [],
    )
  })

  it('tells products of one ware apart by their colours or sets', () => {
    const seen = new Map<string, string>()
    assert.deepEqual(
      complaints(({ ware, key, options }) => {
        if (!options?.color) return []
        const look = `${ware} ${[...options.color].sort().join(' ')}`
        const other = seen.get(look)
        seen.set(look, key)
        return [other !== undefined && `looks like ${other}`]
      }),
      [],
    )
  })

  it('knows the words of every colour, size, style, material and origin', () => {
    assert.deepEqual(
      complaints(({ options, material, origin }, { words }) => {
        const { color, ...others } = options ?? {}
        const values = Object.values(others).flat()
        return [
          ...(color ?? []).map((code) => !(code in colors) && `no colour ${code}`),
          ...values.map((code) => !(code in words) && !measuredSize.test(code) && `no words for ${code}`),
          !(material in words) && `no words for ${material}`,
          !(origin in origins) && `no origin ${origin}`,
        ]
      }),
      [],
    )
  })

  it('prices every product in at least one market, in whole minor units, never below nothing', () => {
    assert.deepEqual(
      complaints((product) => {
        const sold = Object.keys(product.price)
        const named = new Set(Object.values(product.options ?? {}).flat() as string[])
        const prices = [product.price, product.was ?? {}, ...Object.values(product.priceOf ?? {})]
        return [
          sold.length === 0 && 'no price',
          product.price.us !== undefined && product.price.us === product.price.de && 'the same number in both markets',
          ...prices.flatMap((price) =>
            Object.values(price).map((minor) => !(Number.isInteger(minor) && minor >= 100) && `price ${minor}`),
          ),
          ...[...Object.values(product.priceOf ?? {}), product.was ?? product.price].map(
            (price) => Object.keys(price).some((market) => !sold.includes(market)) && 'a price where it is not sold',
          ),
          ...Object.keys({ ...product.priceOf, ...product.contentOf }).map(
            (value) => !named.has(value) && `a price or content of ${value}, which is no option`,
          ),
        ]
      }),
      [],
    )
  })

  it('shows an old price only where it is higher and where all variants cost the same', () => {
    assert.deepEqual(
      complaints(({ price, was, priceOf }) => [
        was !== undefined && priceOf !== undefined && 'an old price beside prices by option',
        was?.us !== undefined && was.us <= (price.us ?? 0) && 'the US price is not reduced',
        was?.de !== undefined && was.de <= (price.de ?? 0) && 'the German price is not reduced',
      ]),
      [],
    )
    const reduced = products.filter((product) => product.was).length
    assert.ok(reduced > products.length * 0.08 && reduced < products.length * 0.2, `${reduced} reduced`)
  })

  it('makes between one and twenty variants and leaves out only combinations that would exist', () => {
    assert.deepEqual(
      complaints((product) => {
        const all = combinations(product)
        return [
          repeated(all).length > 0 && 'an option value twice',
          variantsOf(product).length === 0 && 'no variant',
          variantsOf(product).length > 20 && `${variantsOf(product).length} variants`,
          ...(product.without ?? []).map((left) => !all.includes(left) && `leaves out ${left}, which is nothing`),
        ]
      }),
      [],
    )
  })

  it('says everything in both languages, briefly, without shouting', () => {
    assert.deepEqual(
      complaints((product) => {
        const { name, summary, story, care, reviews } = product
        const texts = [name, summary, story, ...(care ? [care] : [])].flatMap((words) => [words.en, words.de])
        const said = [...texts, ...(reviews ?? []).flatMap((review) => [review.title, review.text, review.name])]
        return [
          ...[summary.en, summary.de].map((text) => text.length > 110 && `summary of ${text.length} characters`),
          ...[story.en, story.de].map((text) => {
            const sentences = text.split(/[.?](?:\s|$)/).filter(Boolean).length
            return (sentences < 2 || sentences > 6) && `a story of ${sentences} sentences`
          }),
          ...texts.map((text) => text.includes('!') && `shouts: ${text}`),
          ...said.map((text) => (text.trim() !== text || text === '') && `empty or ragged: '${text}'`),
        ]
      }),
      [],
    )
    const stories = products.map((product) => product.story.en)
    assert.deepEqual(repeated(stories), [])
  })

  it('reviews products only after they came, only in the language of a market that sells them', () => {
    assert.deepEqual(
      complaints(({ reviews, ageDays, price }) =>
        (reviews ?? []).flatMap((review) => [
          review.daysAgo >= ageDays && `'${review.title}' is older than the product`,
          price[review.locale === 'en' ? 'us' : 'de'] === undefined && `'${review.title}' comes from elsewhere`,
        ]),
      ),
      [],
    )
    const reviewed = products.filter((product) => product.reviews?.length).length
    assert.ok(reviewed > products.length * 0.45, `${reviewed} products with reviews`)
  })

  it('recommends only products that exist, never the product itself', () => {
    assert.deepEqual(
      complaints(({ key, goesWith }) =>
        (goesWith ?? []).flatMap((other) => [
          other === key && 'goes with itself',
          !keys.has(other) && `goes with ${other}, which is nothing`,
        ]),
      ),
      [],
    )
  })

  it('gives food that is sold by weight or volume its content', () => {
    assert.deepEqual(
      complaints(({ category, content, options, contentOf }) => {
        if (!category.startsWith('pantry/')) return []
        const sizes = [...(options?.weight ?? []), ...(options?.volume ?? [])]
        return [
          content === undefined && 'no content',
          ...sizes.slice(1).map((size) => !contentOf?.[size] && `no content of ${size}`),
        ]
      }),
      [],
    )
  })

  it('keeps age, popularity and weight within reason', () => {
    assert.deepEqual(
      complaints(({ ageDays, popularity, weightGrams, measures }) => [
        !(ageDays >= 1 && ageDays <= 1000) && `age ${ageDays}`,
        !(popularity >= 0 && popularity <= 100) && `popularity ${popularity}`,
        !(weightGrams > 0 && weightGrams <= 70_000) && `weight ${weightGrams}`,
        measures.some((measure) => !(measure.value > 0)) && 'a measure of nothing',
      ]),
      [],
    )
  })
})
