import type { Understanding } from './concepts.ts'
import type { Ranked } from './rank.ts'
import type { Shelf } from './shelf.ts'

const enough = 10

/**
 * Holds the answers to the price that was typed. Where few keep to it, those a little beyond follow, and then those up to twice
 * as dear: somebody who asks for earrings under 30 would rather see some at 32 than an empty page.
 */
export function withinLimits(shelf: Shelf, ranked: Ranked, { fromMinor, toMinor }: Understanding): Ranked {
  if (fromMinor === undefined && toMinor === undefined) return ranked
  const low = fromMinor ?? 0
  const high = toMinor ?? Number.POSITIVE_INFINITY
  const step = (price: number) =>
    price >= low && price <= high
      ? 0
      : price >= low * 0.85 && price <= high * 1.15
        ? 1
        : price >= low / 2 && price <= high * 2
          ? 2
          : 3
  const steps = Array.from(ranked.places, (place) => step(shelf.price[place] ?? 0))
  const inside = steps.filter((s) => s === 0).length
  const kept = steps.flatMap((s, i) => (s === 0 || (s < 3 && inside < enough) ? [i] : []))
  return {
    places: Uint32Array.from(kept, (i) => ranked.places[i] ?? 0),
    scores: Float32Array.from(kept, (i) => (ranked.scores[i] ?? 0) + 10 * (2 - (steps[i] ?? 0))),
  }
}
