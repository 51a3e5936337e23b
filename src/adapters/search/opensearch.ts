import { setTimeout as sleep } from 'node:timers/promises'
import { type Understanding, understand } from '../../domain/search/concepts.ts'
import { limitsAlone, sortOfList } from '../../domain/search/limits-alone.ts'
import type {
  HeldDocument,
  ProductHits,
  ProductQuery,
  SearchIndex,
  Suggestions,
} from '../../domain/search/search-index.ts'
import { isRatherSku, looksLikeSku } from '../../domain/search/sku-text.ts'
import { fold, wordsOf } from '../../domain/search/words.ts'
import type { Locale } from '../../domain/settings/market.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Db } from '../../kit/db.ts'
import { log } from '../../kit/log.ts'
import { readCursor } from './cursor.ts'
import { type Answer, objectOf, readAnswer, WrongAnswer } from './opensearch/answer.ts'
import { openEngine, readAddress } from './opensearch/engine.ts'
import { feed } from './opensearch/feed.ts'
import { aggregationsOf, countsOf, onShelf, readFilters } from './opensearch/filters.ts'
import { openGenerations } from './opensearch/generations.ts'
import { cutOf, orderOf, pageOf } from './opensearch/page.ts'
import { type Reading, readText } from './opensearch/reading.ts'
import { anyWordOf, type Query, type Words } from './opensearch/text-query.ts'
import { asWritten } from './postgres/as-written.ts'
import { alone, announce, countRows, holdsUpTo, lastChange } from './postgres/document-table.ts'
import type { OpenShelf } from './postgres/library.ts'
import { finishedTerms, matchingCategories, wordsBefore, wordsFinishing } from './postgres/suggest.ts'
import { longestText } from './postgres.ts'

/** What OpenSearch answers, and how it is kept like the table of the search. It repeats nothing and falls back on nothing. */
export type OpenSearch = Pick<SearchIndex, 'find' | 'suggest' | 'held' | 'rebuild'> & {
  /** Brings what the table has learned to the index, and announces it; builds the index where there is none. */
  follow(): Promise<void>
  /** Forgets what it found out about texts, for products have changed. */
  forget(): void
  /** Whether the index of each market answers. */
  look(): Promise<void>
  close(): Promise<void>
}

type Needs = {
  db: Db
  markets: readonly string[]
  /** The words of the shop, which tell what a text means. */
  open(market: string, locale: Locale): Promise<OpenShelf>
  clock?: () => Date
  /** How long a question may take. */
  patienceMs?: number
  tell?: typeof log
}

type Read = { understanding: Understanding; reading: Reading; version: number; at: number }

const readingsKept = 2_000
const readingFreshMs = 15_000

/** The search on OpenSearch (docs/adr/0081). The address says where: `opensearch+https://host`. Opening asks nothing of it. */
export async function openOpenSearch(url: URL, needs: Needs): Promise<OpenSearch> {
  const { db, markets, open, clock = systemClock, patienceMs = 1_000, tell = log } = needs
  const address = readAddress(url)
  const engine = await openEngine(address)
  const generations = openGenerations(engine, address.prefix)
  const aliasOf = (market: string) => `${address.prefix}.${market}`
  const readings = new Map<string, Promise<Read>>()

  async function searchAll(market: string, searches: readonly Query[]): Promise<Answer[]> {
    const lines = searches.flatMap((search) => [{}, search])
    const path = `/${aliasOf(market)}/_msearch`
    const { body } = await engine.ask({ method: 'POST', path, lines, timeoutMs: patienceMs })
    const { responses } = objectOf(body, 'answer')
    if (!Array.isArray(responses) || responses.length !== searches.length)
      throw new WrongAnswer('Not all searches were answered.')
    return responses.map(readAnswer)
  }

  async function search(market: string, query: Query): Promise<Answer> {
    const path = `/${aliasOf(market)}/_search`
    const { body } = await engine.ask({ method: 'POST', path, body: query, timeoutMs: patienceMs })
    return readAnswer(body)
  }

  async function readNow({ shelf, lexicon }: OpenShelf, market: string, text: string): Promise<Read> {
    const words: Words = { lexicon, counts: shelf }
    const understanding = understand(text, lexicon, shelf, (word) => asWritten(word, shelf, lexicon))
    const { version } = shelf
    const products = shelf.size - shelf.gone
    const reading = await readText((searches) => searchAll(market, searches), words, understanding, {
      locale: lexicon.locale,
      products,
    })
    return { understanding, reading, version, at: Date.now() }
  }

  /** Kept for a short time, so that turning pages asks for the page alone, and for as long as no product changes. */
  async function read(opened: OpenShelf, market: string, text: string): Promise<Read> {
    const key = `${market}/${opened.lexicon.locale}/${text}`
    const kept = await readings.get(key)
    if (kept && kept.version === opened.shelf.version && Date.now() - kept.at < readingFreshMs) return kept
    const reading = readNow(opened, market, text)
    readings.delete(key)
    readings.set(key, reading)
    reading.catch(() => readings.delete(key))
    const [oldest = ''] = readings.keys()
    if (readings.size > readingsKept) readings.delete(oldest)
    return reading
  }

  /** A page of what the query scores, or of all where it is null. */
  async function page(query: ProductQuery, scored: Query | null, after = query.after): Promise<Picked> {
    const { sort, limit } = query
    const order = orderOf(sort, scored !== null)
    const cursor = readCursor(after, sort)
    const filters = readFilters(query, clock().getTime())
    const answer = await search(query.market, {
      ...cutOf(order, cursor, limit),
      _source: false,
      track_total_hits: true,
      query: { bool: { filter: filters.list, ...(scored ? { must: [scored] } : {}) } },
      post_filter: { bool: { filter: [...filters.facets.map((facet) => facet.query), ...filters.price] } },
      aggs: aggregationsOf(filters),
    })
    const cut = pageOf(order, sort, cursor, limit, answer.hits)
    if (!cut) return page(query, scored, null)
    const bounds = answer.aggregations.bounds?.inner
    return {
      ...cut,
      total: answer.total,
      facets: countsOf(filters, answer.aggregations),
      priceMinMinor: bounds?.low?.value ?? null,
      priceMaxMinor: bounds?.high?.value ?? null,
    }
  }

  async function find(asked: ProductQuery): Promise<ProductHits> {
    const query = { ...asked, text: asked.text.slice(0, longestText).trim() }
    const { text } = query
    if (text === '') return { ...(await page(query, null)), didYouMean: null, understood: [] }
    const opened = await open(query.market, query.locale)
    const isSkuFirst = isRatherSku(text, opened.lexicon)
    const ofSku = isSkuFirst ? await findSku(query) : null
    if (ofSku) return ofSku
    const { understanding, reading } = await read(opened, query.market, text)
    const { concepts, understood, respelled, fromMinor, toMinor } = understanding
    if (concepts.length === 0 && (fromMinor !== undefined || toMinor !== undefined)) {
      return { ...(await page(limitsAlone(query, fromMinor, toMinor), null)), didYouMean: null, understood }
    }
    const hits = reading.query ? await page(query, reading.query) : nothing
    const words = { ...hits, didYouMean: respelled, understood }
    if (isSkuFirst || hits.total > 0 || !looksLikeSku(text)) return words
    return (await findSku(query)) ?? words
  }

  async function findSku(query: ProductQuery): Promise<ProductHits | null> {
    const hits = await page(
      { ...query, sort: sortOfList(query) },
      { constant_score: { filter: { term: { skus: fold(query.text) } } } },
    )
    return hits.total > 0 ? { ...hits, didYouMean: null, understood: [] } : null
  }

  async function suggest(asked: Parameters<SearchIndex['suggest']>[0]): Promise<Suggestions> {
    const { market, locale, limit } = asked
    const text = asked.text.slice(0, longestText).trim()
    const words = wordsOf(text).slice(0, 12)
    const last = words.at(-1)
    if (!last) return { products: [], categories: [], terms: [] }
    const opened = await open(market, locale)
    const { shelf, lexicon, categories } = opened
    const { reading } = await read(opened, market, text)
    const finishing = wordsFinishing(shelf, lexicon, last)
    const before = wordsBefore(lexicon, words).map((word) => anyWordOf({ lexicon, counts: shelf }, word))
    const together = before.length > 0 && finishing.length > 0 && before.every((query) => query !== null)
    const answers = await searchAll(market, [
      {
        size: reading.query ? limit : 0,
        _source: ['name'],
        docvalue_fields: ['productId'],
        sort: [{ _score: 'desc' }, { productId: 'asc' }],
        query: { bool: { filter: onShelf(locale), must: reading.query ?? { match_none: {} } } },
      },
      ...(together
        ? [
            {
              size: 0,
              query: { bool: { filter: [...onShelf(locale), ...before] } },
              aggs: { finishing: { terms: { field: 'tells', size: 16, include: finishing.map(wordOf) } } },
            },
          ]
        : []),
    ])
    function wordOf(id: number): string {
      return lexicon.words[id] ?? ''
    }
    const counts = new Map(answers[1]?.aggregations.finishing?.buckets.map(({ key, count }) => [key, count]))
    const found = finishing.map((id) => ({
      id,
      count: before.length === 0 ? (shelf.telling[id] ?? 0) : (counts.get(wordOf(id)) ?? 0),
    }))
    const kinds = new Map([...reading.kinds].map(([kind, mass]) => [Number(kind), mass]))
    return {
      products: (answers[0]?.hits ?? []).map(({ fields, name }) => ({
        productId: Number(fields.productId?.[0]),
        name,
      })),
      categories: matchingCategories(categories, words, kinds, limit),
      terms: finishedTerms(shelf, lexicon, [...categories.values()], words, found, limit),
    }
  }

  const parts = { db, engine, generations }
  let isClosed = false
  const mayGoOn = () => !isClosed

  async function followNow(): Promise<void> {
    const generation = await generations.live()
    if (!generation) return void (await rebuild())
    const position = await generations.position(generation)
    // The database came back from a backup: numbers that the index has seen are given again, to other changes.
    if (position > (await lastChange(db))) return void (await rebuildFor('ahead'))
    const own = await generations.marketsOf(generation)
    const missing = markets.filter((market) => !own.has(market))
    if (missing.length > 0) {
      // One that was filled and is lost: an empty index in its place would tell shoppers that nothing is sold.
      if (await holdsUpTo(db, missing, position)) return void (await rebuildFor('lost'))
      for (const market of missing) {
        await generations.addMarket(generation, market)
        own.add(market)
      }
    }
    const written = await feed(parts, generation, own, { waits: true, mayGoOn })
    // Other processes heard of the change when the table was written; now they can find it here.
    if (written === 0) return
    readings.clear()
    await db.row(announce)
  }

  function rebuildFor(why: 'lost' | 'ahead'): Promise<number> {
    tell('warn', 'search.rebuild', { why })
    return rebuild()
  }

  // Of two at once one would remove, as older, what the other has just let answer.
  async function rebuild(onProgress: (done: number, all: number) => void = () => {}): Promise<number> {
    const count = await alone(db, `search index ${address.prefix}`, () => rebuildNow(onProgress))
    if (count === null) throw new Error('Another process builds the index.')
    return count
  }

  async function rebuildNow(onProgress: (done: number, all: number) => void): Promise<number> {
    const all = await countRows(db)
    const generation = await generations.begin(markets, true)
    try {
      const own = new Set(markets)
      let done = 0
      const fill = async (waits: boolean) => {
        const before = done
        await feed(parts, generation, own, {
          waits,
          mayGoOn,
          onProgress: (rows) => {
            done = before + rows
            onProgress(Math.min(done, all), Math.max(all, done))
          },
        })
      }
      await fill(false)
      await generations.filled(generation)
      // What has changed meanwhile, and what changed while that was written.
      await fill(true)
      if (((await generations.live()) ?? '') > generation) throw new Error('A newer index was built meanwhile.')
      await generations.switchTo(generation)
      // Changes that others have written to the old one in these moments.
      await fill(true)
    } catch (fault) {
      await generations.remove(generation).catch(() => {})
      throw fault
    }
    for (const old of await generations.all()) if (old < generation) await generations.remove(old)
    readings.clear()
    await db.row(announce)
    return countRows(db)
  }

  let following: Promise<void> | null = null
  let waiting: Promise<void> | null = null
  // One at a time; calls that come meanwhile share the next, for what was committed later may have escaped the running one.
  function follow(): Promise<void> {
    if (!following) {
      following = followNow().finally(() => {
        following = null
      })
      return following
    }
    waiting ??= following
      .catch(() => {})
      .then(() => {
        waiting = null
        return follow()
      })
    return waiting
  }

  return {
    find,
    suggest,
    rebuild,
    follow,
    forget: () => readings.clear(),
    async look() {
      const answers = await Promise.all(markets.map((market) => search(market, { size: 1, _source: false })))
      if (answers.length !== markets.length) throw new WrongAnswer('Not all markets answered.')
    },
    held: (after, upTo) => readHeld(after, upTo),
    async close() {
      isClosed = true
      // What is under way may wait for a service that never answers.
      const closing = (following ?? Promise.resolve()).catch(() => {}).then(() => engine.close())
      await Promise.race([closing, sleep(2_000, undefined, { ref: false })])
    },
  }

  async function readHeld(after: number, upTo: number): Promise<HeldDocument[]> {
    const generation = await generations.live()
    if (!generation) return []
    const held: HeldDocument[] = []
    const size = 5_000
    let from: unknown[] | null = null
    do {
      const { body } = await engine.ask({
        method: 'POST',
        path: `/${address.prefix}.*.${generation}/_search`,
        timeoutMs: 30_000,
        body: {
          size,
          _source: false,
          docvalue_fields: ['productId', 'market', 'locale', 'revision', 'change'],
          query: {
            bool: {
              filter: [
                { term: { removed: false } },
                { range: { productId: { gt: after, lte: Math.min(upTo, 2_147_483_647) } } },
              ],
            },
          },
          sort: [{ productId: 'asc' }, { market: 'asc' }, { locale: 'asc' }],
          ...(from ? { search_after: from } : {}),
        },
      })
      const { hits } = readAnswer(body)
      for (const { fields } of hits)
        held.push({
          place: 'opensearch',
          productId: Number(fields.productId?.[0]),
          market: String(fields.market?.[0]),
          locale: fields.locale?.[0] === 'de' ? 'de' : 'en',
          revision: Number(fields.revision?.[0]),
          state: Number(fields.change?.[0]),
        })
      from = hits.length === size ? (hits.at(-1)?.sort ?? null) : null
    } while (from)
    return held
  }
}

type Picked = Omit<ProductHits, 'didYouMean' | 'understood'>

const nothing: Picked = {
  productIds: [],
  total: 0,
  facets: {},
  priceMinMinor: null,
  priceMaxMinor: null,
  next: null,
  previous: null,
}
