import { isSigned, sign } from '../../kit/ids.ts'
import type { Secret } from '../../kit/secret.ts'

/*
 * The search port takes a cursor that it does not know for the start of the list. Here a cursor carries the proof of its list, so
 * that one of another list, or a broken one, is told instead.
 */

const purpose = 'store-cursor'
const proofLength = 16

/** `list` is all that a page has in common with the next one: place, words, filters, order. */
export const sealCursor = (secret: Secret, list: string, cursor: string): string =>
  `${cursor}.${sign(secret, purpose, `${list}\0${cursor}`, proofLength)}`

/** Null: it is no cursor of this list. */
export function openCursor(secret: Secret, list: string, sealed: string): string | null {
  const at = sealed.lastIndexOf('.')
  const cursor = sealed.slice(0, Math.max(at, 0))
  return isSigned(secret, purpose, `${list}\0${cursor}`, sealed.slice(at + 1), proofLength) ? cursor : null
}
