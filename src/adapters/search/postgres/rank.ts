import { tells } from '../../../domain/search/weigh-words.ts'
import type { Concept, Group, Understanding, Way } from './concepts.ts'
import { eachPosting, flag, type Shelf } from './shelf.ts'

/** Places that answer a text, in no order, and the score of each. */
export type Ranked = { places: Uint32Array; scores: Float32Array }

const none: Ranked = { places: new Uint32Array(0), scores: new Float32Array(0) }

type Scratch = {
  concept: Float32Array
  part: Float32Array
  allParts: Float32Array
  total: Float32Array
  head: Float32Array
  matched: Uint32Array
}
const scratches = new WeakMap<Shelf, Scratch>()

// One query is worked off at a time, so the arrays of a shelf are used again; they are all zero between queries.
function scratchOf(shelf: Shelf): Scratch {
  const before = scratches.get(shelf)
  if (before && before.concept.length >= shelf.size) return before
  const numbers = () => new Float32Array(Math.ceil(shelf.size * 1.2) + 16)
  const made: Scratch = {
    concept: numbers(),
    part: numbers(),
    allParts: numbers(),
    total: numbers(),
    head: numbers(),
    matched: new Uint32Array(Math.ceil(shelf.size * 1.2) + 16),
  }
  scratches.set(shelf, made)
  return made
}

/** Writes into `into` how well each place answers the group, and adds places that were zero to `touched`. */
function scoreGroup(shelf: Shelf, group: Group, weight: number, into: Float32Array, touched: number[]): void {
  group.ids.forEach((id, i) => {
    const factor = (weight * (group.nearness[i] ?? 0)) / 255
    eachPosting(shelf, id, (place, strength) => {
      const before = into[place] ?? 0
      const score = strength * factor
      if (before === 0) touched.push(place)
      into[place] = bothOf(before, score)
    })
  })
}

/** The better of two signs, and a little of the other. */
const bothOf = (a: number, b: number) => (a > b ? a + 0.12 * b * (1 - a) : b + 0.12 * a * (1 - b))

function scoreWay(shelf: Shelf, way: Way, scratch: Scratch, touched: number[]): void {
  const [only] = way.parts
  if (way.parts.length === 1 && only) {
    scoreGroup(shelf, only, way.weight, scratch.concept, touched)
    return
  }
  // All parts must stand in the product; the weakest says how well they do, the last is the ware.
  let places: number[] = []
  way.parts.forEach((part, i) => {
    const here: number[] = []
    scoreGroup(shelf, part, 1, scratch.part, here)
    if (i === 0) for (const place of here) scratch.allParts[place] = scratch.part[place] ?? 0
    const isLast = i === way.parts.length - 1
    const both: number[] = []
    for (const place of i === 0 ? here : places) {
      const strength = scratch.part[place] ?? 0
      const least = Math.min(scratch.allParts[place] ?? 0, strength)
      scratch.allParts[place] = isLast && least > 0 ? 0.6 * least + 0.4 * strength : least
      if (least > 0) both.push(place)
    }
    for (const place of here) scratch.part[place] = 0
    places = both
  })
  const least = way.typed ? 0 : tells / 255
  for (const place of places) {
    const strength = scratch.allParts[place] ?? 0
    scratch.allParts[place] = 0
    if (strength < least) continue
    const score = strength * way.weight
    const before = scratch.concept[place] ?? 0
    if (before === 0) touched.push(place)
    scratch.concept[place] = bothOf(before, score)
  }
}

/** The products that answer what was understood. Nothing, when the ware itself is not sold. */
export function rank(shelf: Shelf, { concepts, audience }: Understanding): Ranked {
  if (concepts.length === 0) return none
  const scratch = scratchOf(shelf)
  const all: number[] = []
  const live = shelf.size - shelf.gone
  let whole = 0
  let missing = false
  let found = 0

  concepts.forEach((concept, i) => {
    const touched: number[] = []
    for (const way of concept.ways) if (way.typed) scoreWay(shelf, way, scratch, touched)
    const said = touched.length
    for (const way of concept.ways) if (!way.typed && way.weight > instead) scoreWay(shelf, way, scratch, touched)
    let strong = countStrong(scratch, touched)
    const nearlyStrong = strong
    for (const way of concept.ways) if (!way.typed && way.weight <= instead) scoreWay(shelf, way, scratch, touched)
    if (strong === 0) strong = countStrong(scratch, touched)
    // A ware that only stories mention, and few of them, is not sold here.
    const isThere = nearlyStrong > 0 || said > 3 || (strong > 0 && !concept.occasion)
    if (!isThere && isNeeded(concept, concepts)) missing = true
    if (isThere) found++
    let sum = 0
    for (const place of touched) sum += scratch.concept[place] ?? 0
    if (sum === 0) return
    const rarity = Math.log2(1 + live / (1 + sum))
    const weight = rarity * roleWeight(concept)
    whole += weight
    for (const place of touched) {
      const strength = scratch.concept[place] ?? 0
      // What a ware looks like and is for stands in stories; being mentioned there says enough.
      const score =
        (concept.head && !concept.occasion) || !(concept.describes || concept.use || concept.occasion)
          ? strength
          : Math.sqrt(strength)
      scratch.concept[place] = 0
      if (((shelf.flags[place] ?? 0) & flag.gone) !== 0) continue
      if ((scratch.total[place] ?? 0) === 0) all.push(place)
      scratch.total[place] = (scratch.total[place] ?? 0) + weight * score
      scratch.matched[place] = (scratch.matched[place] ?? 0) | (1 << i)
      if (concept.head) scratch.head[place] = score
    }
  })
  return finish(shelf, concepts, audience, all, missing || found === 0 ? 0 : whole, scratch)
}

// Ways of this weight and less name what would do instead.
const instead = 0.35

function countStrong(scratch: Scratch, touched: readonly number[]): number {
  let strong = 0
  for (const place of touched) if ((scratch.concept[place] ?? 0) >= 0.28) strong++
  return strong
}

function roleWeight(concept: Concept): number {
  if (concept.head) return 1.6
  if (concept.light) return 0.25
  if (concept.use) return 1
  return concept.describes ? 0.8 : 1.1
}

/** Whether nothing should come back where this concept is not found. */
function isNeeded(concept: Concept, concepts: readonly Concept[]): boolean {
  if (concept.occasion) return false
  // In a long sentence an unknown word may be no ware at all.
  if (concept.head) return concepts.length <= 3 || concept.known
  return !(concept.describes || concept.light || concept.use) && concepts.length <= 3
}

function finish(
  shelf: Shelf,
  concepts: readonly Concept[],
  audience: number,
  all: readonly number[],
  whole: number,
  scratch: Scratch,
): Ranked {
  const scores: number[] = []
  const places: number[] = []
  const headMask = 1 << concepts.findIndex(({ head }) => head)
  const occasion = concepts.some(({ head, occasion }) => head && occasion)
  const soft = concepts.length > 3 || occasion
  // What kind of ware do the best answers belong to? Others of that kind are likelier right.
  const mass = new Map<number, number>()
  let most = 0
  for (const place of all) {
    const kind = shelf.tagsOf.values[shelf.tagsFrom[place] ?? 0] ?? 0
    const sum = (mass.get(kind) ?? 0) + (scratch.head[place] ?? 0) ** 2
    mass.set(kind, sum)
    if (sum > most) most = sum
  }
  let best = 0
  for (const place of all) {
    const total = (scratch.total[place] ?? 0) / whole
    const hasHead = ((scratch.matched[place] ?? 0) & headMask) !== 0
    scratch.total[place] = 0
    scratch.head[place] = 0
    scratch.matched[place] = 0
    if (whole === 0 || (!hasHead && !soft)) continue
    const kind = shelf.tagsOf.values[shelf.tagsFrom[place] ?? 0] ?? 0
    const likely = most > 0 ? Math.sqrt((mass.get(kind) ?? 0) / most) : 0
    let score = total * (0.75 + 0.25 * likely) * (hasHead ? 1 : occasion ? 0.8 : 0.5)
    const forWhom = shelf.audience[place] ?? 0
    if (audience !== 0) score *= forWhom === 0 ? 0.8 : (forWhom & audience) !== 0 ? 1 : 0.35
    score *= 1 + 0.01 * Math.log2(1 + (shelf.popularity[place] ?? 0)) + 0.004 * (shelf.rating[place] ?? 0)
    if (score > best) best = score
    places.push(place)
    scores.push(score)
  }
  const least = best * 0.3
  const kept = scores.reduce((count, score) => (score >= least ? count + 1 : count), 0)
  const ranked = { places: new Uint32Array(kept), scores: new Float32Array(kept) }
  let at = 0
  scores.forEach((score, i) => {
    if (score < least) return
    ranked.places[at] = places[i] ?? 0
    ranked.scores[at++] = score
  })
  return ranked
}
