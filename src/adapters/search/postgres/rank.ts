import {
  forEverybody,
  instead,
  isNeeded,
  mentionIsEnough,
  notForThem,
  otherKind,
  roleWeight,
  saidBySome,
  softnessOf,
  strongEnough,
  worstShown,
} from '../../../domain/search/concept-weights.ts'
import type { Concept, Group, Understanding, Way } from '../../../domain/search/concepts.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { flag, type Shelf } from './shelf.ts'

/** Places that answer a text, in no order, and the score of each. */
export type Ranked = { places: Uint32Array; scores: Float32Array }

const none: Ranked = { places: new Uint32Array(0), scores: new Float32Array(0) }

/** A list of places without the cost of a growing array. */
type Places = { at: Uint32Array; length: number }

type Scratch = {
  concept: Float32Array
  part: Float32Array
  allParts: Float32Array
  total: Float32Array
  head: Float32Array
  /** What the concept adds up to so far, and the most of a place. */
  sum: number
  most: number
  touched: Places
  here: Places
  both: Places
  all: Places
}
const scratches = new WeakMap<Shelf, Scratch>()

// One query is worked off at a time, so the arrays of a shelf are used again; they are all zero between queries.
function scratchOf(shelf: Shelf): Scratch {
  const before = scratches.get(shelf)
  if (before && before.concept.length >= shelf.size) return before
  const size = Math.ceil(shelf.size * 1.2) + 16
  const numbers = () => new Float32Array(size)
  const places = (): Places => ({ at: new Uint32Array(size), length: 0 })
  const made: Scratch = {
    concept: numbers(),
    part: numbers(),
    allParts: numbers(),
    total: numbers(),
    head: numbers(),
    sum: 0,
    most: 0,
    touched: places(),
    here: places(),
    both: places(),
    all: places(),
  }
  scratches.set(shelf, made)
  return made
}

/** Writes into `into` how well each place answers the group, and adds places that were zero to `touched`. */
function scoreGroup(
  shelf: Shelf,
  group: Group,
  weight: number,
  into: Float32Array,
  scratch: Scratch,
  touched: Places,
): void {
  const { at } = touched
  let { length } = touched
  let { sum, most } = scratch
  for (let g = 0; g < group.ids.length; g++) {
    const id = group.ids[g] ?? 0
    const factor = (weight * (group.nearness[g] ?? 0)) / 255
    const added = shelf.added.get(id)
    const from = shelf.postingsFrom[id] ?? 0
    const to = shelf.postingsFrom[id + 1] ?? from
    // First what was there when the shelf was loaded, then what came since.
    for (let round = 0; round < 2; round++) {
      const entries = round === 0 ? shelf.postings : added?.values
      if (!entries) break
      const end = round === 0 ? to : (added?.length ?? 0)
      for (let i = round === 0 ? from : 0; i < end; i++) {
        const entry = entries[i] ?? 0
        const place = entry >>> 8
        const score = (entry & 255) * factor
        const before = into[place] ?? 0
        let now = score
        if (before === 0) at[length++] = place
        else now = bothOf(before, score)
        into[place] = now
        sum += now - before
        if (now > most) most = now
      }
    }
  }
  touched.length = length
  scratch.sum = sum
  scratch.most = most
}

/** The better of two signs, and a little of the other. */
const bothOf = (a: number, b: number) => (a > b ? a + 0.12 * b * (1 - a) : b + 0.12 * a * (1 - b))

function scoreWay(shelf: Shelf, way: Way, scratch: Scratch): void {
  const { concept, part, allParts, touched, here, both } = scratch
  const [only] = way.parts
  if (way.parts.length === 1 && only) {
    scoreGroup(shelf, only, way.weight, concept, scratch, touched)
    return
  }
  const { sum, most } = scratch
  // All parts must stand in the product; the weakest says how well they do, the last is the ware.
  way.parts.forEach((group, n) => {
    here.length = 0
    scoreGroup(shelf, group, 1, part, scratch, here)
    const isLast = n === way.parts.length - 1
    const [from, count] = n === 0 ? [here.at, here.length] : [both.at, both.length]
    let kept = 0
    for (let i = 0; i < count; i++) {
      const place = from[i] ?? 0
      const strength = part[place] ?? 0
      const least = n === 0 ? strength : Math.min(allParts[place] ?? 0, strength)
      allParts[place] = isLast && least > 0 ? 0.6 * least + 0.4 * strength : least
      if (least > 0) both.at[kept++] = place
    }
    both.length = kept
    for (let i = 0; i < here.length; i++) part[here.at[i] ?? 0] = 0
  })
  scratch.sum = sum
  scratch.most = most
  const least = way.typed ? 0 : tells / 255
  for (let i = 0; i < both.length; i++) {
    const place = both.at[i] ?? 0
    const strength = allParts[place] ?? 0
    allParts[place] = 0
    if (strength < least) continue
    const before = concept[place] ?? 0
    if (before === 0) touched.at[touched.length++] = place
    const now = bothOf(before, strength * way.weight)
    concept[place] = now
    scratch.sum += now - before
    if (now > scratch.most) scratch.most = now
  }
}

/** The products that answer what was understood. Nothing, when the ware itself is not sold. */
export function rank(shelf: Shelf, { concepts, audience }: Understanding): Ranked {
  if (concepts.length === 0) return none
  const scratch = scratchOf(shelf)
  const { soft, withoutHead } = softnessOf(concepts)
  scratch.all.length = 0
  let whole = 0
  let missing = false
  let found = 0
  for (const concept of concepts.toSorted((a, b) => Number(b.head) - Number(a.head))) {
    const { isThere, weight } = scoreConcept(shelf, concept, scratch, soft)
    if (!isThere && isNeeded(concept, concepts)) missing = true
    if (isThere) found++
    whole += weight
  }
  return finish(shelf, audience, scratch, missing || found === 0 ? 0 : whole, soft, withoutHead)
}

/** Adds what a concept says to the total of each place, and tells how much it weighs. */
function scoreConcept(shelf: Shelf, concept: Concept, scratch: Scratch, soft: boolean) {
  const { touched, all, total, head } = scratch
  touched.length = 0
  scratch.sum = 0
  scratch.most = 0
  for (const way of concept.ways) if (way.typed) scoreWay(shelf, way, scratch)
  const said = touched.length
  for (const way of concept.ways) if (!way.typed && way.weight > instead) scoreWay(shelf, way, scratch)
  const enough = strongEnough(concept, said)
  const nearlyStrong = scratch.most >= enough
  for (const way of concept.ways) if (!way.typed && way.weight <= instead) scoreWay(shelf, way, scratch)
  // A ware that only stories mention, and few of them, is not sold here.
  const isThere = nearlyStrong || said > saidBySome || (!concept.occasion && scratch.most >= enough)
  if (touched.length === 0) return { isThere, weight: 0 }
  const weight = Math.log2(1 + (shelf.size - shelf.gone) / (1 + scratch.sum)) * roleWeight(concept)
  const byMention = mentionIsEnough(concept)
  for (let i = 0; i < touched.length; i++) {
    const place = touched.at[i] ?? 0
    const strength = scratch.concept[place] ?? 0
    scratch.concept[place] = 0
    if (((shelf.flags[place] ?? 0) & flag.gone) !== 0) continue
    if (concept.head) head[place] = strength
    else if (!soft && head[place] === 0) continue
    if (total[place] === 0) all.at[all.length++] = place
    total[place] = (total[place] ?? 0) + weight * (byMention ? Math.sqrt(strength) : strength)
  }
  return { isThere, weight }
}

function finish(
  shelf: Shelf,
  audience: number,
  { all, total, head }: Scratch,
  whole: number,
  soft: boolean,
  withoutHead: number,
): Ranked {
  const { kind: kinds, liking, audience: madeFor } = shelf
  // What kind of ware do the best answers belong to? Others of that kind are likelier right.
  const mass = new Float64Array(shelf.tagNames.length)
  let most = 0
  for (let i = 0; i < all.length; i++) {
    const place = all.at[i] ?? 0
    const kind = kinds[place] ?? 0
    mass[kind] = (mass[kind] ?? 0) + (head[place] ?? 0) ** 2
    if ((mass[kind] ?? 0) > most) most = mass[kind] ?? 0
  }
  const likely = mass.map((sum) => otherKind + (most > 0 ? (1 - otherKind) * Math.sqrt(sum / most) : 0))
  let best = 0
  for (let i = 0; i < all.length; i++) {
    const place = all.at[i] ?? 0
    const hasHead = (head[place] ?? 0) > 0
    let score = 0
    if (whole > 0 && (hasHead || soft)) {
      score = ((total[place] ?? 0) / whole) * (likely[kinds[place] ?? 0] ?? 1) * (hasHead ? 1 : withoutHead)
      if (audience !== 0) {
        const forWhom = madeFor[place] ?? 0
        score *= forWhom === 0 ? forEverybody : (forWhom & audience) !== 0 ? 1 : notForThem
      }
      score *= liking[place] ?? 1
      if (score > best) best = score
    }
    total[place] = score
    head[place] = 0
  }
  const least = Math.fround(best * worstShown)
  const ranked = { places: new Uint32Array(all.length), scores: new Float32Array(all.length) }
  let kept = 0
  for (let i = 0; i < all.length; i++) {
    const place = all.at[i] ?? 0
    const score = total[place] ?? 0
    total[place] = 0
    if (best === 0 || score < least) continue
    ranked.places[kept] = place
    ranked.scores[kept++] = score
  }
  return { places: ranked.places.slice(0, kept), scores: ranked.scores.slice(0, kept) }
}
