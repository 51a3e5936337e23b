import { type Lexicon, openLexicon } from '../../../domain/search/lexicon.ts'
import type { Locale } from '../../../domain/settings/market.ts'
import type { Db } from '../../../kit/db.ts'
import { lastChange, readChanges, readShelf, readShelfNames, type StoredRow } from './document-table.ts'
import { type Lists, openLists } from './lists.ts'
import { buildShelf, putRow, removeRow, type Shelf, type ShelfRow } from './shelf.ts'

export type OpenShelf = { shelf: Shelf; lexicon: Lexicon; categories: Map<number, string>; lists: Lists }

function openShelf(shelf: Shelf, lexicon: Lexicon, categories = new Map<number, string>()): OpenShelf {
  return { shelf, lexicon, categories, lists: openLists(shelf) }
}

/** All shelves in memory, kept fresh. */
export type Library = {
  /** The shelf of a market in a language; an empty one where nothing is sold. */
  open(market: string, locale: Locale): Promise<OpenShelf>
  /** Reads what has changed, in this process or another. Calls that come while one runs share the next. */
  refresh(): Promise<void>
  /** False before the first use. */
  isLoaded(): boolean
}

const changesAtOnce = 2_000

export function openLibrary(db: Db): Library {
  const lexicons = new Map<Locale, Lexicon>()
  let shelves: Promise<Map<string, OpenShelf>> | null = null
  let seen = 0
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  const lexiconOf = (locale: Locale): Lexicon => {
    const lexicon = lexicons.get(locale) ?? openLexicon(locale)
    lexicons.set(locale, lexicon)
    return lexicon
  }

  async function load(market: string, locale: Locale): Promise<OpenShelf> {
    const lexicon = lexiconOf(locale)
    const categories = new Map<number, string>()
    const rows: ShelfRow[] = []
    for await (const page of readShelf(db, market, locale))
      for (const row of page) {
        rows.push(shelfRow(row, lexicon))
        keepCategories(row, categories)
      }
    return openShelf(buildShelf(rows, lexicon.words.length), lexicon, categories)
  }

  async function loadAll(): Promise<Map<string, OpenShelf>> {
    seen = await lastChange(db)
    const all = new Map<string, OpenShelf>()
    for (const { market, locale } of await readShelfNames(db))
      all.set(`${market}/${locale}`, await load(market, locale))
    return all
  }

  function loaded(): Promise<Map<string, OpenShelf>> {
    if (!shelves) {
      const loading = loadAll()
      shelves = loading
      loading.catch(() => {
        shelves = null
      })
    }
    return shelves
  }

  async function readNews(): Promise<void> {
    const all = await loaded()
    for (;;) {
      const rows = await readChanges(db, seen, changesAtOnce)
      for (const row of rows) take(all, row)
      seen = rows.at(-1)?.change ?? seen
      if (rows.length < changesAtOnce) break
    }
    // Places of products that changed or went are taken back by loading the shelf anew.
    for (const [name, { shelf }] of all)
      if (shelf.gone > 500 && shelf.gone > shelf.size / 4) {
        const [market = '', locale] = name.split('/')
        all.set(name, await load(market, locale as Locale))
      }
  }

  function take(all: Map<string, OpenShelf>, row: StoredRow): void {
    const name = `${row.market}/${row.locale}`
    let open = all.get(name)
    if (!open) {
      const lexicon = lexiconOf(row.locale as Locale)
      open = openShelf(buildShelf([], lexicon.words.length), lexicon)
      all.set(name, open)
    }
    if (row.removed) removeRow(open.shelf, row.productId, row.revision)
    else {
      const made = shelfRow(row, open.lexicon)
      putRow(open.shelf, made, open.lexicon.words.length)
      keepCategories(row, open.categories)
    }
  }

  return {
    async open(market, locale) {
      const all = await loaded()
      return all.get(`${market}/${locale}`) ?? openShelf(buildShelf([], 0), lexiconOf(locale))
    },
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
    isLoaded: () => shelves !== null,
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
