import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Vocabulary } from '../catalog/product.ts'
import { slugOf } from '../catalog/slug.ts'
import type { BadRow, Read } from './import-products.ts'
import { checkProduct } from './product-check.ts'
import { retailAttributes, retailCategory } from './retail-demo-words.ts'

/** The catalogue of the AWS retail demo store: a YAML list of products with prices in USD. */

const retailProduct = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string().regex(/[a-z0-9]/i),
  style: z.string().regex(/[a-z0-9]/i),
  description: z.string(),
  price: z.number().min(0).max(1_000_000),
  current_stock: z.number().int().min(0).max(1_000_000),
  gender_affinity: z.enum(['F', 'M'], "is 'F' or 'M'").optional(),
  aliases: z.array(z.string()).default([]),
  featured: z.boolean().default(false),
  promoted: z.boolean().default(false),
})
type RetailProduct = z.infer<typeof retailProduct>

export type RetailOptions = {
  /** Where the pieces lie. */
  location: string
  /** The markets that get a price. */
  markets: readonly ('us' | 'de')[]
}

/** Grows while the file is read: what categories of it are called. */
export type RetailVocabulary = Required<Vocabulary>
export const retailVocabulary = (): RetailVocabulary => ({ categories: {}, attributes: { ...retailAttributes } })

/** Reads the list item by item, so that only one is in memory at a time. */
export async function* readRetailDemo(
  path: string,
  options: RetailOptions,
  vocabulary: RetailVocabulary,
): AsyncGenerator<Read> {
  const { size } = await stat(path)
  const file = createReadStream(path, 'utf8')
  const done = () => (size === 0 ? 1 : file.bytesRead / size)
  let item: string[] = []
  let begins = 1
  let line = 0
  try {
    for await (const text of createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1
      if (text.startsWith('- ')) {
        yield* productOf(item, begins, done(), options, vocabulary)
        item = []
        begins = line
      }
      item.push(text)
    }
    yield* productOf(item, begins, done(), options, vocabulary)
  } finally {
    file.destroy()
  }
}

function* productOf(
  lines: readonly string[],
  begins: number,
  done: number,
  options: RetailOptions,
  vocabulary: RetailVocabulary,
): Generator<Read> {
  if (lines.every((text) => text.trim() === '' || text.startsWith('#') || text === '---')) return
  const parsed = parseItem(lines, begins)
  if ('message' in parsed) return yield { done, ok: false, ...parsed }
  const { code, words } = retailCategory(parsed.category, parsed.style)
  Object.assign(vocabulary.categories, words)
  const checked = checkProduct(uncheckedOf(parsed, code, begins, options))
  if (!Array.isArray(checked)) yield { done, ok: true, read: checked }
  else for (const bad of checked) yield { done, ok: false, ...bad }
}

function parseItem(lines: readonly string[], begins: number): RetailProduct | BadRow {
  const counter = new LineCounter()
  const document = parseDocument(lines.join('\n'), { lineCounter: counter, uniqueKeys: true, strict: true })
  const [error] = document.errors
  if (error) {
    const line = begins + counter.linePos(error.pos[0]).line - 1
    return { line, field: '', message: `The YAML cannot be read: ${error.message.split('\n')[0]}` }
  }
  const list: unknown = document.toJS()
  const parsed = retailProduct.safeParse(Array.isArray(list) ? list[0] : undefined)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? '')
  const at = lines.findIndex((text) => text.replace(/^- /, '  ').startsWith(`  ${field}:`))
  return { line: begins + Math.max(0, at), field, message: `${field} ${wordsOf(issue?.message ?? '')}.` }
}

/** 'Invalid input: expected number, received string' → 'expected number, received string'. */
const wordsOf = (message: string) => message.replace(/^Invalid input: /, '')

const uncheckedOf = (given: RetailProduct, category: string, line: number, options: RetailOptions) => {
  const sku = given.id.slice(0, 64)
  const taxClass = isReduced(category) ? ('reduced' as const) : ('standard' as const)
  const usd = Math.round(given.price * 100)
  const amounts = { us: usd, de: euroMinor(usd, taxClass) }
  return {
    line,
    product: {
      key: given.id,
      category,
      state: 'published',
      taxClass,
      popularity: given.featured ? 80 : given.promoted ? 50 : 20,
      texts: {
        en: {
          name: given.name,
          summary: summaryOf(given.description),
          story: given.description,
          alsoCalled: given.aliases.join(', '),
        },
      },
      ...(given.gender_affinity && {
        attributes: { gender: { choice: [given.gender_affinity === 'F' ? 'women' : 'men'] } },
      }),
    },
    variants: [
      {
        line,
        variant: {
          sku,
          prices: Object.fromEntries(options.markets.map((market) => [market, { amountMinor: amounts[market] }])),
        },
      },
    ],
    stock: { [sku]: { [options.location]: given.current_stock } },
  }
}

/** Food and books: 7 % in Germany (§ 12 (2) UStG), not taxed or less in most US states. */
const isReduced = (category: string) =>
  ['groceries', 'books', 'food-service', 'cold-dispensed', 'hot-dispensed', 'salty-snacks'].some((department) =>
    category.startsWith(`${slugOf(department)}/`),
  )

/** 0.92 EUR for a USD, VAT on top, rounded to 10 cents and at least 10. */
export function euroMinor(usdMinor: number, taxClass: 'standard' | 'reduced'): number {
  const gross = usdMinor * 0.92 * (taxClass === 'reduced' ? 1.07 : 1.19)
  return usdMinor === 0 ? 0 : Math.max(10, Math.round(gross / 10) * 10)
}

/** The first sentence, if it is short enough for a card. */
const summaryOf = (description: string): string => {
  const [first = ''] = description.split(/(?<=[.!?])\s/)
  return first.length <= 160 ? first : `${first.slice(0, 157).replace(/\s+\S*$/, '')} …`
}
