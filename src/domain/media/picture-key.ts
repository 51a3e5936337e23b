import { createHash } from 'node:crypto'

/**
 * The folder of a picture: 128 bits of the SHA-256 of its master, so that an address never shows other bytes. A picture that stands without
 * a row of its own (`standIn`) carries its ground behind it.
 */
export function pictureKey(master: Buffer, ground = ''): string {
  const hash = createHash('sha256').update(master).digest('hex').slice(0, 32)
  return ground ? `${hash}-${ground}` : hash
}

export const isPictureKey = (key: string): boolean => /^[0-9a-f]{32}(-h[0-2]\d)?$/.test(key)

/** 'department-kitchen-h11' → 'h11' */
export const groundOfName = (name: string): string => /-(h[0-2]\d)$/.exec(name)?.[1] ?? ''
