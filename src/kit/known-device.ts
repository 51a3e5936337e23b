import { type Random, sameSecret, sign } from './ids.ts'

/*
 * A browser that has signed in to an account carries a mark of it. Guesses from it are counted apart (OWASP, "Slow down online
 * guessing attacks with device cookies"), so a flood of guesses from elsewhere does not lock the owner out.
 */

const purpose = 'known-device'

/** A mark for the browser. It names nobody: only who knows the secret and the subject can tell that they belong together. */
export function newDeviceMark(secret: string, random: Random, subject: string): string {
  const id = random(16).toString('base64url')
  return `${id}.${sign(secret, purpose, `${id}\0${subject}`)}`
}

/** The number of the device, when the mark was made for this subject. */
export function deviceOf(secret: string, mark: string | undefined, subject: string): string | undefined {
  const [, id, signature] = /^([\w-]{22})\.([\w-]{43})$/.exec(mark ?? '') ?? []
  if (id === undefined || signature === undefined) return undefined
  return sameSecret(sign(secret, purpose, `${id}\0${subject}`), signature) ? id : undefined
}
