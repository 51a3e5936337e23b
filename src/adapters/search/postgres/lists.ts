import type { ProductHits, ProductQuery, Suggestions } from '../../../domain/search/search-index.ts'
import { readFilters } from './filters.ts'
import { cutPage, type Page } from './page.ts'
import { type Bounds, change, makeSelection, type Selection, sizeOf, type Whole } from './selection.ts'
import { aspect, type Shelf } from './shelf.ts'
import { shownCounts, type Tally } from './tally.ts'
import { type Answers, type List, openAnswers, openList } from './whole.ts'

export type Picked = Pick<
  ProductHits,
  'productIds' | 'total' | 'facets' | 'priceMinMinor' | 'priceMaxMinor' | 'next' | 'previous'
>

/** What a text says, and the products that answer it; null where it is a price limit and nothing else. */
export type Reading = {
  answers: Answers | null
  fromMinor: number | undefined
  toMinor: number | undefined
  understood: string[]
  respelled: string | null
  suggested: { version: number; limit: number; suggestions: Suggestions } | null
}

/**
 * The lists of a shelf that were asked for, with their orders, counts and selections. They are kept right while products change,
 * so that a change costs little and what was asked before is answered as quickly after it.
 */
export type Lists = {
  /** A page of a category, a collection or all. */
  pickList(query: ProductQuery, now: number): Picked
  /** What a text says; `read` finds it out where that is not known any more. */
  readText(text: string, read: () => Reading): Reading
  pickAnswers(answers: Answers, query: ProductQuery, now: number): Picked
}

const changesScores = aspect.popularity | aspect.rating

export function openLists(shelf: Shelf): Lists {
  const lists = new Map<number | null, List>()
  const texts = new Map<string, Reading>()

  shelf.watcher = {
    before(place, aspects) {
      for (const list of lists.values())
        if (list.has(place)) {
          list.before(place, aspects)
          changeSelections(list, place, aspects, -1)
        }
      changeTexts(place, aspects, -1)
    },
    after(place, aspects) {
      for (const list of lists.values())
        if (list.has(place)) {
          list.after(place, aspects)
          changeSelections(list, place, aspects, 1)
        }
      changeTexts(place, aspects, 1)
    },
  }

  function changeTexts(place: number, aspects: number, by: 1 | -1): void {
    if ((aspects & changesScores) !== 0) texts.clear()
    for (const [text, { answers, fromMinor, toMinor }] of texts) {
      // What costs a little more follows where few keep to a limit.
      if ((aspects & aspect.price) !== 0 && (fromMinor !== undefined || toMinor !== undefined)) texts.delete(text)
      else if (answers?.has(place)) {
        answers.forget(aspects)
        changeSelections(answers, place, aspects, by)
      }
    }
  }

  function changeSelections(whole: Whole, place: number, aspects: number, by: 1 | -1): void {
    for (const selection of whole.selections.values()) change(shelf, selection, place, aspects, by)
  }

  // What was not asked for longest makes room, looked at now and then.
  let asked = 0
  function makeRoom(): void {
    if (++asked % roomLookedAt !== 0) return
    let left = numbersKept + numbersKeptEach * shelf.size
    const bySize = (whole: Whole) =>
      [...whole.selections.values()].reduce((sum, selection) => sum + sizeOf(selection), whole.size())
    for (const [tag, list] of [...lists].reverse()) {
      left -= bySize(list)
      if (left < 0) lists.delete(tag)
    }
    for (const [text, { answers }] of [...texts].reverse()) {
      left -= answers ? bySize(answers) : 0
      if (left < 0) texts.delete(text)
    }
  }

  return {
    pickList(query, now) {
      makeRoom()
      const name =
        query.categoryId !== undefined
          ? `category:${query.categoryId}`
          : query.collectionId !== undefined
            ? `collection:${query.collectionId}`
            : null
      const tag = name === null ? null : (shelf.tagIds.get(name) ?? -1)
      const list = keep(lists, tag, () => openList(shelf, tag))
      return pickFrom(shelf, list, query, now, false)
    },
    readText(text, read) {
      makeRoom()
      return keep(texts, text, read)
    },
    pickAnswers: (answers, query, now) => pickFrom(shelf, answers, query, now, true),
  }
}

/** A page of some places, which are not kept. */
export const pickPlaces = (shelf: Shelf, places: Uint32Array, query: ProductQuery, now: number): Picked =>
  pickFrom(shelf, openAnswers(shelf, { places, scores: null }), query, now, true)

// 8 MB and 32 bytes for each product.
const numbersKept = 2_000_000
const numbersKeptEach = 8
const roomLookedAt = 200

const selectionsKept = 100
const fewAtMost = 2_000

/** What is kept under the key, as the one asked for last. */
function keep<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make()
  map.delete(key)
  map.set(key, value)
  return value
}

function pickFrom(shelf: Shelf, whole: Whole, query: ProductQuery, now: number, isText: boolean): Picked {
  const filters = readFilters(shelf, query, now, isText)
  if (filters.key === '') {
    const page = cutPage(shelf, whole.order(query.sort), null, query)
    return picked(shelf, whole.tally, whole.bounds(null), page, query)
  }
  const selection = keep(whole.selections, filters.key, () => makeSelection(shelf, whole, filters))
  if (whole.selections.size > selectionsKept) whole.selections.delete(whole.selections.keys().next().value ?? '')
  selection.bounds ??= whole.bounds(selection.atAnyPrice)
  // Few are sorted by themselves: in the order of the whole list they are far between.
  const isSmall = selection.tally.total <= fewAtMost
  const page = isSmall
    ? cutPage(shelf, ownOrder(whole, selection, query), null, query)
    : cutPage(shelf, whole.order(query.sort), selection.bits, query)
  return picked(shelf, selection.tally, selection.bounds, page, query)
}

function ownOrder(whole: Whole, selection: Selection, { sort }: ProductQuery) {
  const order = selection.orders.get(sort) ?? whole.orderOf(selection.bits, sort)
  selection.orders.set(sort, order)
  return order
}

const picked = (shelf: Shelf, tally: Tally, { low, high }: Bounds, page: Page, query: ProductQuery): Picked => ({
  ...page,
  total: tally.total,
  facets: shownCounts(shelf, tally, query.facets),
  priceMinMinor: low,
  priceMaxMinor: high,
})
