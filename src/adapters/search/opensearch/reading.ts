import {
  forEverybody,
  isNeeded,
  notForThem,
  otherKind,
  roleWeight,
  saidBySome,
  softnessOf,
  strongEnough,
  worstShown,
} from '../../../domain/search/concept-weights.ts'
import type { Concept, Understanding } from '../../../domain/search/concepts.ts'
import { enoughWithin, priceSteps } from '../../../domain/search/price-steps.ts'
import type { Answer } from './answer.ts'
import { audienceNames } from './document.ts'
import { onShelf, priceBetween } from './filters.ts'
import { conceptQuery, isSaid, isTyped, type Query, type Room, roomOf, type Words, weighed } from './text-query.ts'

/** Asks several searches of one market at once. */
export type Search = (searches: readonly Query[]) => Promise<Answer[]>

/** The products that answer a text: a query that scores them; null where nothing does. `kinds`: the categories of the best. */
export type Reading = { query: Query | null; kinds: Map<string, number> }

const nothing: Reading = { query: null, kinds: new Map() }
const bestLookedAt = 200
const kindsAtMost = 12

// Of the products that have a word, some tell the ware by it and most only mention it.
const usualStrength = 0.45

/**
 * What a text that was understood asks of the index. First each concept is asked for alone: whether it is sold here, how rare it
 * is, and which kind of ware the best of the main word are; then the whole, for the best score, below which much is no answer.
 */
export async function readText(
  search: Search,
  allWords: Words,
  understanding: Understanding,
  given: { locale: string; products: number },
): Promise<Reading> {
  const { concepts } = understanding
  const words = roomOf(allWords, concepts.length)
  const shelf = onShelf(given.locale)
  const found = await askConcepts(search, words, concepts, shelf)
  const weights = concepts.map((concept, i) => weightOf(concept, found[i], given.products))
  const isMissing = concepts.some((concept, i) => !found[i]?.isThere && isNeeded(concept, concepts))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (isMissing || whole === 0 || !found.some(({ isThere }) => isThere)) return nothing

  const kinds = found.find(({ kinds }) => kinds.size > 0)?.kinds ?? new Map<string, number>()
  const parts = concepts.map((concept, i) => weighed(words, concept, (weights[i] ?? 0) / whole))
  const scored = (least: number | null) => scoredQuery(concepts, parts, understanding.audience, kinds, words, least)
  if (!scored(null)) return nothing
  const [first] = await search([{ size: 1, _source: false, query: onThe(shelf, scored(null)) }])
  if (!first || first.best <= 0) return nothing
  const answers = scored(first.best * worstShown)
  return { query: await withinLimits(search, shelf, answers, understanding), kinds }
}

type Found = { total: number; best: number; isThere: boolean; kinds: Map<string, number> }

const onThe = (shelf: readonly Query[], query: Query | null): Query => ({ bool: { filter: shelf, must: query } })

async function askConcepts(
  search: Search,
  words: Room,
  concepts: readonly Concept[],
  shelf: readonly Query[],
): Promise<Found[]> {
  const asked: Query[] = []
  const ask = (query: Query | null, more: Query): number => {
    if (!query) return -1
    return asked.push({ _source: false, query: onThe(shelf, query), ...more }) - 1
  }
  const places = concepts.map((concept) => ({
    all: ask(conceptQuery(words, concept), {
      size: concept.head ? bestLookedAt : 1,
      docvalue_fields: ['kind'],
      track_total_hits: true,
    }),
    said: ask(conceptQuery(words, concept, isTyped), { size: 0, track_total_hits: saidBySome + 1 }),
    // What an occasion is served by is no sign that the shop has anything for it.
    nearly: concept.occasion ? ask(conceptQuery(words, concept, isSaid), { size: 1 }) : -1,
  }))
  const answers = asked.length > 0 ? await search(asked) : []
  return concepts.map((concept, i) => {
    const place = places[i]
    const all = answers[place?.all ?? -1]
    const said = answers[place?.said ?? -1]?.total ?? 0
    const most = concept.occasion ? (answers[place?.nearly ?? -1]?.best ?? 0) : (all?.best ?? 0)
    return {
      total: all?.total ?? 0,
      best: all?.best ?? 0,
      isThere: most >= strongEnough(concept, said) || said > saidBySome,
      kinds: concept.head && all ? kindsOf(all) : new Map(),
    }
  })
}

function kindsOf({ hits }: Answer): Map<string, number> {
  const kinds = new Map<string, number>()
  for (const { fields, score } of hits) {
    const kind = String(fields.kind?.[0] ?? '')
    kinds.set(kind, (kinds.get(kind) ?? 0) + score ** 2)
  }
  return new Map([...kinds].sort((a, b) => b[1] - a[1]).slice(0, kindsAtMost))
}

const weightOf = (concept: Concept, found: Found | undefined, products: number): number =>
  !found || found.total === 0
    ? 0
    : Math.log2(1 + products / (1 + found.total * found.best * usualStrength)) * roleWeight(concept)

function scoredQuery(
  concepts: readonly Concept[],
  parts: readonly (Query | null)[],
  audience: number,
  kinds: ReadonlyMap<string, number>,
  words: Room,
  least: number | null,
): Query | null {
  const { soft, withoutHead } = softnessOf(concepts)
  const at = concepts.findIndex(({ head }) => head)
  const head = parts[at] ?? null
  const others = parts.filter((part, i) => part !== null && (soft || i !== at))
  if (soft ? others.length === 0 : !head) return null
  const query = soft
    ? { bool: { should: others, minimum_should_match: 1 } }
    : { bool: { must: [head], should: others } }
  const functions: Query[] = [{ field_value_factor: { field: 'liking', missing: 1 } }]
  const headConcept = concepts[at]
  const anyHead = headConcept ? conceptQuery(words, headConcept) : null
  if (soft && anyHead) functions.push({ filter: { bool: { must_not: [anyHead] } }, weight: withoutHead })
  const most = Math.max(...kinds.values(), 0)
  for (const [kind, mass] of kinds)
    functions.push({
      filter: { term: { kind } },
      weight: (otherKind + (1 - otherKind) * Math.sqrt(mass / most)) / otherKind,
    })
  if (audience !== 0) {
    const isFor = { terms: { audience: audienceNames(audience) } }
    const isForSome = { exists: { field: 'audience' } }
    functions.push({ filter: { bool: { must_not: [isForSome] } }, weight: forEverybody })
    functions.push({ filter: { bool: { filter: [isForSome], must_not: [isFor] } }, weight: notForThem })
  }
  return {
    function_score: {
      query,
      functions,
      score_mode: 'multiply',
      boost_mode: 'multiply',
      ...(least === null ? {} : { min_score: least }),
    },
  }
}

async function withinLimits(
  search: Search,
  shelf: readonly Query[],
  answers: Query | null,
  understanding: Understanding,
): Promise<Query | null> {
  const steps = priceSteps(understanding)
  if (!steps || !answers) return answers
  const [inside, near, wide] = steps.map(({ low, high }) => priceBetween(low, high))
  const [counted] = await search([
    { size: 0, track_total_hits: enoughWithin, query: { bool: { filter: [...shelf, inside], must: answers } } },
  ])
  if ((counted?.total ?? 0) >= enoughWithin) return { bool: { filter: [inside], must: [answers] } }
  const before = (filter: Query | undefined) => ({ constant_score: { filter, boost: 10 } })
  return { bool: { filter: [wide], must: [answers], should: [before(near), before(inside)] } }
}
