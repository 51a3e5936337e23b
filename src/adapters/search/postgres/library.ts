import { type Lexicon, openLexicon } from '../../../domain/search/lexicon.ts'
import type { Locale } from '../../../domain/settings/market.ts'
import type { Db } from '../../../kit/db.ts'
import { lastChange, readChanges, readShelf, readShelfNames, type StoredRow } from './document-table.ts'
import { type Lists, openLists } from './lists.ts'
import { buildShelf, putRow, removeRow, type Shelf, type ShelfRow } from './shelf.ts'

export type OpenShelf = { shelf: Shelf; lexicon: Lexicon; categories: Map<number, string>; lists: Lists }

const openShelf = (shelf: Shelf, lexicon: Lexicon, categories: Map<number, string>): OpenShelf => ({
  shelf,
  lexicon,
  categories,
  lists: openLists(shelf),
})

/** The shelves in memory, kept fresh. */
export type Library = {
  /** The shelf of a market in a language, loaded when it is asked for first; an empty one where nothing is sold. */
  open(market: string, locale: Locale): Promise<OpenShelf>
  /**
   * Loads what is not loaded yet, at the first call, and reads what has changed, in this process or another. Calls that come while
   * one runs share the next.
   */
  refresh(): Promise<void>
  /** False before the first use. */
  isLoaded(): boolean
}

/** A shelf, and the last change that it knows of. */
type Kept = { open: OpenShelf; seen: number }

const changesAtOnce = 2_000
const nameOf = (market: string, locale: string) => `${market}/${locale}`

export function openLibrary(db: Db): Library {
  const lexicons = new Map<Locale, Lexicon>()
  const shelves = new Map<string, Promise<Kept>>()
  let isWhole = false
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  const lexiconOf = (locale: Locale): Lexicon => {
    const lexicon = lexicons.get(locale) ?? openLexicon(locale)
    lexicons.set(locale, lexicon)
    return lexicon
  }

  async function load(market: string, locale: Locale): Promise<Kept> {
    const seen = await lastChange(db)
    const lexicon = lexiconOf(locale)
    const categories = new Map<number, string>()
    const rows: ShelfRow[] = []
    for await (const page of readShelf(db, market, locale))
      for (const row of page) {
        rows.push(shelfRow(row, lexicon))
        keepCategories(row, categories)
      }
    return { open: openShelf(buildShelf(rows, lexicon.words.length), lexicon, categories), seen }
  }

  function keep(market: string, locale: Locale): Promise<Kept> {
    const name = nameOf(market, locale)
    const before = shelves.get(name)
    if (before) return before
    const loading = load(market, locale)
    shelves.set(name, loading)
    loading.catch(() => shelves.delete(name))
    return loading
  }

  async function loadAll(): Promise<void> {
    for (const { market, locale } of await readShelfNames(db)) {
      // What somebody waits for goes first.
      await Promise.all(shelves.values())
      await keep(market, locale)
    }
    isWhole = true
  }

  async function readNews(): Promise<void> {
    if (!isWhole) await loadAll()
    const all = new Map<string, Kept>()
    for (const [name, loading] of shelves) all.set(name, await loading)
    for (let seen = Math.min(...[...all.values()].map((kept) => kept.seen)); all.size > 0; ) {
      const rows = await readChanges(db, seen, changesAtOnce)
      for (const row of rows) {
        const kept = all.get(nameOf(row.market, row.locale))
        if (kept && row.change > kept.seen) take(kept.open, row)
      }
      seen = rows.at(-1)?.change ?? seen
      for (const kept of all.values()) kept.seen = Math.max(kept.seen, seen)
      if (rows.length < changesAtOnce) break
    }
    // Places of products that changed or went are taken back by loading the shelf anew.
    for (const [name, { open }] of all)
      if (open.shelf.gone > 500 && open.shelf.gone > open.shelf.size / 4) {
        const [market = '', locale] = name.split('/')
        shelves.set(name, Promise.resolve(await load(market, locale as Locale)))
      }
  }

  return {
    open: async (market, locale) => (await keep(market, locale)).open,
    refresh() {
      if (!running) {
        running = readNews().finally(() => {
          running = null
        })
        return running
      }
      // What was committed after the running one began may have escaped it.
      waiting ??= running
        .catch(() => {})
        .then(() => {
          waiting = null
          return this.refresh()
        })
      return waiting
    },
    isLoaded: () => shelves.size > 0,
  }
}

function take({ shelf, lexicon, categories }: OpenShelf, row: StoredRow): void {
  if (row.removed) removeRow(shelf, row.productId, row.revision)
  else {
    const made = shelfRow(row, lexicon)
    putRow(shelf, made, lexicon.words.length)
    keepCategories(row, categories)
  }
}

function shelfRow(row: StoredRow, lexicon: Lexicon): ShelfRow {
  const parts = row.words === '' ? [] : row.words.split(' ')
  const words = new Uint32Array(parts.length)
  for (let i = 0; i < parts.length; i += 2) {
    words[i] = lexicon.add(parts[i] ?? '')
    words[i + 1] = Number(parts[i + 1])
  }
  return {
    productId: row.productId,
    revision: row.revision,
    name: row.name,
    priceMinor: row.priceMinor,
    reduced: row.reduced,
    inStock: row.inStock,
    rating: row.rating,
    ratingCount: row.ratingCount,
    popularity: row.popularity,
    createdAt: row.createdAt,
    audience: row.audience,
    tags: row.tags === '' ? [] : row.tags.split(' '),
    words,
  }
}

function keepCategories(row: StoredRow, categories: Map<number, string>): void {
  const ids = row.tags.split(' ').filter((tag) => tag.startsWith('category:'))
  const names = row.categoryNames.split('\n')
  ids.forEach((tag, i) => {
    const name = names[i]
    if (name) categories.set(Number(tag.slice(9)), name)
  })
}
