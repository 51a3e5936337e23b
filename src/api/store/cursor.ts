import { sameSecret, sign } from '../../kit/ids.ts'

/*
 * The search port takes a cursor that it does not know for the start of the list. Here a cursor carries the proof of its list, so
 * that one of another list, or a broken one, is told instead.
 */

const proof = (secret: string, list: string, cursor: string) =>
  sign(secret, 'store-cursor', `${list}\0${cursor}`).slice(0, 16)

/** `list` is all that a page has in common with the next one: place, words, filters, order. */
export const sealCursor = (secret: string, list: string, cursor: string): string =>
  `${cursor}.${proof(secret, list, cursor)}`

/** Null: it is no cursor of this list. */
export function openCursor(secret: string, list: string, sealed: string): string | null {
  const at = sealed.lastIndexOf('.')
  const cursor = sealed.slice(0, Math.max(at, 0))
  return sameSecret(proof(secret, list, cursor), sealed.slice(at + 1)) ? cursor : null
}
