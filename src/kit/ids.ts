import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from './secret.ts'

export type Random = (bytes: number) => Buffer

export const secureRandom: Random = (bytes) => randomBytes(bytes)

/** A UUID of version 7: ordered by time, for keys of rows. Not a secret. */
export function newId(random: Random, now: Date): string {
  const bytes = random(16)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A UUID of version 8: the same for the same text. Not a secret, unless the text is one. */
export function idFrom(text: string): string {
  const bytes = sha256(text)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** A secret that opens something: 256 random bits, URL-safe. */
export const newToken = (random: Random): string => random(32).toString('base64url')

/** Cart ids: 128 random bits, URL-safe. */
export const newCartId = (random: Random): string => random(16).toString('base64url')

export const isCartId = (text: string): boolean => /^[\w-]{22}$/.test(text)

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const signWith = (key: string, purpose: string, text: string): string =>
  createHmac('sha256', key).update(`${purpose}\0${text}`).digest('base64url')

/** Signs a text for one purpose; another purpose gives another signature. 43 characters, or the first of them. */
export const sign = (secret: Secret, purpose: string, text: string, length = 43): string =>
  signWith(secret.current, purpose, text).slice(0, length)

/** Whether a signature, whole or the beginning of one, was made with the secret as it is or as it was. */
export const isSigned = (secret: Secret, purpose: string, text: string, signature: string, length = 43): boolean =>
  secret.accepted.some((key) => sameSecret(signWith(key, purpose, text).slice(0, length), signature))

/** Whether somebody brings the secret itself, as it is or as it was. */
export const isAccepted = (secret: Secret, brought: string): boolean =>
  secret.accepted.some((one) => sameSecret(one, brought))

export function sameSecret(a: string, b: string): boolean {
  const [x, y] = [sha256(a), sha256(b)]
  return timingSafeEqual(x, y)
}

// No vowels and no look-alikes, so that no words and no misreadings arise.
const letters = '23456789CDFGHJKMNPQRTVWX'

/** An order number such as 'T4K7-9QWX-MC': random, so it tells neither count nor time. */
export function newOrderNumber(random: Random): string {
  const pick = () => {
    for (;;) {
      const byte = random(1)[0] ?? 255
      // 240 is the largest multiple of 24 in a byte: no letter is likelier than another.
      if (byte < 240) return letters[byte % 24]
    }
  }
  const text = Array.from({ length: 10 }, pick).join('')
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}
