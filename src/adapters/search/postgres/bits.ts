import { bitCount } from '../../../kit/bit-count.ts'

/**
 * A set of places: one bit each, in words of 32. What lies before the word `from` and after the last is not in it, so a category,
 * whose products lie side by side, is a small piece.
 */
export type Bits = { from: number; words: Uint32Array }

export const emptyBits = (places: number): Bits => ({ from: 0, words: new Uint32Array((places + 31) >>> 5) })

export function hasBit({ from, words }: Bits, place: number): boolean {
  const at = (place >>> 5) - from
  return at >= 0 && at < words.length && ((words[at] ?? 0) & (1 << (place & 31))) !== 0
}

/** A word of the set, counted from the first place on. */
export function wordOf({ from, words }: Bits, at: number): number {
  const i = at - from
  return i >= 0 && i < words.length ? (words[i] ?? 0) : 0
}

export function setBit(bits: Bits, place: number): void {
  makeRoom(bits, place >>> 5)
  const at = (place >>> 5) - bits.from
  bits.words[at] = (bits.words[at] ?? 0) | (1 << (place & 31))
}

export function clearBit(bits: Bits | undefined, place: number): void {
  if (!bits || !hasBit(bits, place)) return
  const at = (place >>> 5) - bits.from
  bits.words[at] = (bits.words[at] ?? 0) & ~(1 << (place & 31))
}

function makeRoom(bits: Bits, word: number): void {
  const { from, words } = bits
  const end = from + words.length
  if (word >= from && word < end) return
  const first = words.length === 0 ? word : Math.min(from, word)
  const room = new Uint32Array(word < end ? end - first : Math.ceil((word + 1 - first) * 1.2))
  if (words.length > 0) room.set(words, from - first)
  bits.from = first
  bits.words = room
}

export function unionOf(sets: readonly Bits[]): Bits {
  const some = sets.filter(({ words }) => words.length > 0)
  if (some.length === 0) return emptyBits(0)
  const from = Math.min(...some.map((set) => set.from))
  const words = new Uint32Array(Math.max(...some.map((set) => set.from + set.words.length)) - from)
  for (const set of some)
    for (let i = 0, at = set.from - from; i < set.words.length; i++, at++)
      words[at] = (words[at] ?? 0) | (set.words[i] ?? 0)
  return { from, words }
}

export function countBits({ words }: Bits): number {
  let count = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0
    if (word !== 0) count += bitCount(word)
  }
  return count
}

/** The places in the set, ascending. */
export function placesIn(bits: Bits): Uint32Array {
  const places = new Uint32Array(countBits(bits))
  const { from, words } = bits
  let at = 0
  for (let i = 0; i < words.length; i++) {
    let word = words[i] ?? 0
    while (word !== 0) {
      places[at++] = ((from + i) << 5) + lowestOf(word)
      word &= word - 1
    }
  }
  return places
}

/** The number of the lowest bit that is set. */
export const lowestOf = (word: number): number => 31 - Math.clz32(word & -word)

/** The set of the first `length` places, in whatever order they come. */
export function bitsOf(places: ArrayLike<number>, length: number): Bits {
  let [first, last] = [Number.POSITIVE_INFINITY, -1]
  for (let i = 0; i < length; i++) {
    const place = places[i] ?? 0
    if (place < first) first = place
    if (place > last) last = place
  }
  if (last < 0) return emptyBits(0)
  const from = first >>> 5
  const words = new Uint32Array((last >>> 5) - from + 1)
  for (let i = 0; i < length; i++) {
    const place = places[i] ?? 0
    const at = (place >>> 5) - from
    words[at] = (words[at] ?? 0) | (1 << (place & 31))
  }
  return { from, words }
}
