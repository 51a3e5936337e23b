import { isSigned, type Random, sign } from './ids.ts'
import type { Secret } from './secret.ts'

/*
 * A browser that has signed in to an account carries a mark of it. Guesses from it are counted apart (OWASP, "Slow down online
 * guessing attacks with device cookies"), so a flood of guesses from elsewhere does not lock the owner out.
 */

const purpose = 'known-device'
const textOf = (id: string, subject: string): string => `${id}\0${plainSubject(subject)}`

/** Spellings that mean the same subject are one: small and capital letters, blanks and hyphens. */
export const plainSubject = (typed: unknown): string =>
  typeof typed === 'string' ? typed.slice(0, 300).normalize('NFKC').toLowerCase().replace(/[\s-]/g, '') : ''

/** A mark for the browser. It names nobody: only who knows the secret and the subject can tell that they belong together. */
export function newDeviceMark(secret: Secret, random: Random, subject: string): string {
  const id = random(16).toString('base64url')
  return `${id}.${sign(secret, purpose, textOf(id, subject))}`
}

/** The number of the device, when the mark was made for this subject. */
export function deviceOf(secret: Secret, mark: string | undefined, subject: string): string | undefined {
  const [, id, signature] = /^([\w-]{22})\.([\w-]{43})$/.exec(mark ?? '') ?? []
  if (id === undefined || signature === undefined) return undefined
  return isSigned(secret, purpose, textOf(id, subject), signature) ? id : undefined
}
