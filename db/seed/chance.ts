import { createHash } from 'node:crypto'

/** The same number between 0 and 1 for the same words, on every machine: the demo shop is alike everywhere. */
export const chance = (...words: (string | number)[]): number =>
  createHash('sha256').update(words.join('\0')).digest().readUInt32BE(0) / 2 ** 32

export const between = (min: number, max: number, ...words: (string | number)[]): number =>
  min + Math.floor(chance(...words) * (max - min + 1))

/** A UUID made of words. */
export function idOf(...words: (string | number)[]): string {
  const bytes = createHash('sha256').update(words.join('\0')).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
