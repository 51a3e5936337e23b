import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { type Parser, parse } from 'csv-parse'
import type { Market } from '../settings/market.ts'
import { type Column, columnOf, type Draft } from './csv-columns.ts'
import type { Read } from './import-products.ts'
import { checkProduct, type Unchecked } from './product-check.ts'

/** Columns as docs/reference/import.md lists them. */

type Header = { name: string; column: Column | 'key' }[]
type Group = Unchecked & {
  key: string
  isBad: boolean
  product: Draft
  /** What the rows above have said of the product, and where. */
  said: Map<string, { text: string; line: number }>
}
type Bad = { line: number; field: string; message: string }

const longestRow = 1_000_000

/** Reads products from a CSV file as it flows: rows of one product stand together. */
export async function* readCsv(path: string, markets: readonly Market[]): AsyncGenerator<Read> {
  const { size } = await stat(path)
  const file = createReadStream(path)
  const parser = file.pipe(
    parse({
      bom: true,
      info: true,
      delimiter: await delimiterOf(path),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestRow,
    }),
  )
  // What goes wrong with the file itself ends the loop over its rows.
  file.on('error', (fault) => parser.destroy(fault))
  const done = () => (size === 0 ? 1 : file.bytesRead / size)
  try {
    for await (const read of productsOf(parser, markets)) yield { done: done(), ...read }
  } catch (fault) {
    const { code, message, lines } = fault as { code?: string; message: string; lines?: number }
    if (!code?.startsWith('CSV_')) throw fault
    yield { done: done(), ok: false, line: lines ?? 0, field: '', message: `The file cannot be read on: ${message}` }
  } finally {
    file.destroy()
  }
}

/** Spreadsheets of countries with a decimal comma write semicolons. */
async function delimiterOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    const [first = ''] = buffer.toString('utf8', 0, bytesRead).split('\n')
    return [',', ';', '\t'].reduce((best, mark) => (first.split(mark).length > first.split(best).length ? mark : best))
  } finally {
    await file.close()
  }
}

type WithoutDone = Read extends infer R ? (R extends Read ? Omit<R, 'done'> : never) : never

async function* productsOf(parser: Parser, markets: readonly Market[]): AsyncGenerator<WithoutDone> {
  let header: Header | undefined
  let group: Group | undefined
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    // The parser counts to the end of the row.
    const line = info.lines - record.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0)
    if (!header) {
      const read = headerOf(record, markets)
      if (!Array.isArray(read)) return yield { ok: false, ...read }
      header = read
      continue
    }
    const key = record[header.findIndex(({ column }) => column === 'key')] ?? ''
    if (group && group.key !== key) {
      yield* finish(group)
      group = undefined
    }
    group ??= { key, line, isBad: false, product: { key }, variants: [], stock: {}, said: new Map() }
    const bad = takeRow(group, header, record, line)
    if (!bad) continue
    group.isBad = true
    yield { ok: false, ...bad }
  }
  if (group) yield* finish(group)
}

function* finish(group: Group): Generator<WithoutDone> {
  if (group.isBad) return
  const checked = checkProduct(group)
  if (!Array.isArray(checked)) yield { ok: true, read: checked }
  else for (const bad of checked) yield { ok: false, ...bad }
}

function headerOf(names: readonly string[], markets: readonly Market[]): Header | Bad {
  const header: Header = []
  for (const name of names) {
    const column = name === 'product' ? 'key' : columnOf(name, markets)
    const isTwice = header.some((other) => other.name === name)
    if (!column || isTwice)
      return {
        line: 1,
        field: name,
        message: isTwice ? `Column '${name}' stands twice.` : `Column '${name}' is unknown.`,
      }
    header.push({ name, column })
  }
  return header.some(({ column }) => column === 'key')
    ? header
    : {
        line: 1,
        field: 'product',
        message: "The column 'product' is missing: the key by which products are known again.",
      }
}

/** Adds a row to its product; answers what is wrong with it. */
function takeRow(group: Group, header: Header, cells: readonly string[], line: number): Bad | undefined {
  if (cells.length !== header.length)
    return { line, field: '', message: `The row has ${cells.length} cells, the first row has ${header.length}.` }
  if (group.key === '') return { line, field: 'product', message: 'product is empty.' }
  const variant: Draft = {}
  for (const [i, { name, column }] of header.entries()) {
    const cell = cells[i] ?? ''
    if (cell === '' || column === 'key') continue
    const wrong =
      cell === '-' && column.stays
        ? 'cannot be taken away'
        : (saidOtherwise(group, name, column, cell, line) ??
          column.put(column.of === 'product' ? group.product : variant, cell === '-' ? null : cell))
    if (wrong) return { line, field: name, message: `${name} ${wrong}, not '${cell.slice(0, 60)}'.` }
  }
  return takeVariant(group, variant, line)
}

function saidOtherwise(group: Group, name: string, column: Column, text: string, line: number): string | undefined {
  if (column.of !== 'product') return undefined
  const before = group.said.get(name)
  if (before && before.text !== text)
    return `is '${before.text.slice(0, 60)}' on line ${before.line} of the same product`
  group.said.set(name, { text, line })
  return undefined
}

function takeVariant(group: Group, { stock, ...variant }: Draft, line: number): Bad | undefined {
  const { sku, prices } = variant
  if (typeof sku !== 'string')
    return stock || Object.keys(variant).length > 0
      ? { line, field: 'sku', message: 'sku is empty, but the row tells of a variant.' }
      : undefined
  for (const [market, price] of Object.entries((prices ?? {}) as Record<string, Draft | null>))
    if (price && price.amountMinor === undefined)
      return { line, field: `was_${market}`, message: `was_${market} stands without price_${market}.` }
  group.variants.push({ line, variant })
  if (stock) group.stock[sku] = stock as Record<string, number>
  return undefined
}
