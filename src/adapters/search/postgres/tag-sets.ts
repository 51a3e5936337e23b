import { type Bits, bitsOf, unionOf } from './bits.ts'
import type { Shelf } from './shelf.ts'

/** The products with any of the tags. Sets of usual tags are kept; those of rare ones are made as quickly. */
export function tagSet(shelf: Shelf, tags: readonly number[]): Bits {
  const [only] = tags
  if (tags.length === 1 && only !== undefined) return oneTag(shelf, only)
  return unionOf(tags.map((tag) => oneTag(shelf, tag)))
}

function oneTag(shelf: Shelf, tag: number): Bits {
  const kept = shelf.tagBits[tag]
  if (kept) return kept
  const list = shelf.tagged[tag]
  const made = bitsOf(list?.values ?? [], list?.length ?? 0)
  // A set takes as much memory as a list of a 32nd of the places.
  if (list && list.length > shelf.size / 32) shelf.tagBits[tag] = made
  return made
}
