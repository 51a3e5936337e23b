import { instead, mentionIsEnough } from '../../../domain/search/concept-weights.ts'
import { type Concept, type Group, groupOf, type Way } from '../../../domain/search/concepts.ts'
import type { Lexicon, WordCounts } from '../../../domain/search/lexicon.ts'
import { wordField } from './document.ts'

export type Query = Record<string, unknown>

export type Words = { lexicon: Lexicon; counts: WordCounts }

/** `clauses`: how many a concept may have. */
export type Room = Words & { clauses: number }

// The engine takes 1,024 clauses at most, filters included. A stem that hundreds of compounds end with is found by the most usual of
// them, and the more concepts a text has, the fewer words stand for each.
const wordsOfGroup = 40
const clausesOfConcept = 240
const clausesOfText = 900

export const roomOf = (words: Words, concepts: number): Room => ({
  ...words,
  clauses: Math.min(clausesOfConcept, Math.floor(clausesOfText / Math.max(1, concepts))),
})

// The better of two signs, and a little of the other: next to nothing where the word itself is found, more among other words for it.
const alsoOther = { said: 0.02, meant: 0.09 }

const anyOf = (queries: readonly Query[], boost = 1, tie = alsoOther.said): Query =>
  queries.length === 1 && boost === 1 && queries[0]
    ? queries[0]
    : { dis_max: { queries, tie_breaker: tie, ...(boost === 1 ? {} : { boost }) } }

/** A score from 0 to 1, times `factor`: the weight of the word in the product, or its root where a mention is enough. */
const wordQuery = (word: string, factor: number, byMention: boolean): Query => ({
  rank_feature: byMention
    ? // (255 / (255 + 115)) * 1.45 is 1; between, it is near the root.
      { field: wordField(word), boost: Math.sqrt(factor) * 1.45, saturation: { pivot: 115 } }
    : { field: wordField(word), boost: factor / 255, linear: {} },
})

function usualWords(
  { lexicon, counts }: Words,
  { ids, nearness }: Group,
  most = wordsOfGroup,
): { word: string; nearness: number }[] {
  const usual = (i: number) => (nearness[i] ?? 0) * Math.log2(2 + (counts.telling[ids[i] ?? 0] ?? 0))
  return ids
    .map((_, i) => i)
    .sort((a, b) => usual(b) - usual(a))
    .slice(0, most)
    .map((i) => ({ word: lexicon.words[ids[i] ?? 0] ?? '', nearness: nearness[i] ?? 0 }))
}

type Counted = { query: Query; clauses: number }

function groupQuery(words: Words, group: Group, weight: number, byMention: boolean, most: number): Counted {
  const usual = usualWords(words, group, most)
  return {
    query: anyOf(usual.map(({ word, nearness }) => wordQuery(word, weight * nearness, byMention))),
    clauses: usual.length,
  }
}

/**
 * One way to say a concept. Of several parts all must stand in the product, and the last is the ware: the way counts in full where
 * all of them tell the ware, and less where some are only mentioned. `most`: of how many words of a group.
 */
function wayQuery(words: Words, { parts, weight, typed }: Way, byMention: boolean, most = wordsOfGroup): Counted {
  const [only] = parts
  if (parts.length === 1 && only) return groupQuery(words, only, weight, byMention, most)
  const others = 0.35 / (parts.length - 1)
  const each = parts.map((part, i) =>
    groupQuery(words, part, weight * (i === parts.length - 1 ? 0.65 : others), byMention, most),
  )
  const must = each.map(({ query }) => query)
  const tell = parts.map((part) => ({ terms: { tells: usualWords(words, part, most).map(({ word }) => word) } }))
  const full = { bool: { must, filter: tell } }
  const clauses = each.reduce((sum, one) => sum + one.clauses, 0)
  const filters = tell.length + 1
  const last = { bool: { must, filter: tell.slice(-1) } }
  // What nobody typed is found where the product is such a ware, though the rest is only mentioned.
  if (!typed) {
    const strongLast = { function_score: { query: last, min_score: weight / 2 } }
    return { query: anyOf([full, anyOf([strongLast], 0.7)]), clauses: clauses * 2 + filters }
  }
  return { query: anyOf([full, anyOf([last], 0.6), { bool: { must, boost: 0.3 } }]), clauses: clauses * 3 + filters }
}

/** The way with so few words of each group that it fits. */
function fittingQuery(words: Room, way: Way, byMention: boolean): Counted {
  const whole = wayQuery(words, way, byMention)
  if (whole.clauses <= words.clauses) return whole
  const parts = way.parts.length
  const [copies, filters] = parts === 1 ? [1, 0] : [way.typed ? 3 : 2, parts + 1]
  const most = Math.max(1, Math.floor((words.clauses - filters) / (copies * parts)))
  return wayQuery(words, way, byMention, most)
}

/** The products that answer a concept, scored from 0 to 1; null where no word of it stands in the shop. */
export function conceptQuery(
  words: Room,
  concept: Concept,
  which: (way: Way) => boolean = () => true,
  byMention = false,
): Query | null {
  const queries: Query[] = []
  let clauses = 0
  for (const way of concept.ways.toSorted((a, b) => b.weight - a.weight)) {
    if (!which(way)) continue
    const made = queries.length === 0 ? fittingQuery(words, way, byMention) : wayQuery(words, way, byMention)
    if (queries.length > 0 && clauses + made.clauses > words.clauses) continue
    clauses += made.clauses
    queries.push(made.query)
  }
  const tie = concept.ways.some(({ typed }) => typed) ? alsoOther.said : alsoOther.meant
  return queries.length === 0 ? null : anyOf(queries, 1, tie)
}

export const isTyped = ({ typed }: Way): boolean => typed
/** All but what would do instead. */
export const isSaid = ({ typed, weight }: Way): boolean => typed || weight > instead

/** The concept as it counts in the whole sentence. */
export const weighed = (words: Room, concept: Concept, boost: number): Query | null => {
  const query = conceptQuery(words, concept, undefined, mentionIsEnough(concept))
  return query && { dis_max: { queries: [query], boost } }
}

/** The products in which any word of the family stands. */
export const anyWordOf = (words: Words, word: string): Query | null => {
  const usual = usualWords(words, groupOf(words.lexicon, word))
  return usual.length === 0 ? null : { bool: { should: usual.map((one) => wordQuery(one.word, 1, false)) } }
}
