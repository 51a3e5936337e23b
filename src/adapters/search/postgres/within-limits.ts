import type { Understanding } from '../../../domain/search/concepts.ts'
import { enoughWithin, priceSteps } from '../../../domain/search/price-steps.ts'
import type { Ranked } from './rank.ts'
import type { Shelf } from './shelf.ts'

/** Holds the answers to the price that was typed; where few keep to it, those near it follow. */
export function withinLimits(shelf: Shelf, ranked: Ranked, understanding: Understanding): Ranked {
  const ranges = priceSteps(understanding)
  if (!ranges) return ranked
  const step = (price: number) => {
    const found = ranges.findIndex(({ low, high }) => price >= low && price <= high)
    return found < 0 ? ranges.length : found
  }
  const steps = Array.from(ranked.places, (place) => step(shelf.price[place] ?? 0))
  const inside = steps.filter((s) => s === 0).length
  const kept = steps.flatMap((s, i) => (s === 0 || (s < ranges.length && inside < enoughWithin) ? [i] : []))
  return {
    places: Uint32Array.from(kept, (i) => ranked.places[i] ?? 0),
    scores: Float32Array.from(kept, (i) => (ranked.scores[i] ?? 0) + 10 * (2 - (steps[i] ?? 0))),
  }
}
