import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

/** One sealed value: form, nonce, tag, text. AES-256-GCM with 96 random bits as nonce. */
const form = 1
const headLength = 1 + 12 + 16

/** What is sealed was changed, or stands where it was not put. */
export class SealBroken extends Error {}

// Keys are handed over as key objects: with bytes alone Node takes five times as long.

/** `boundTo`: where it stands and whose it is; anywhere else it does not open. */
export function sealBytes(key: Buffer, boundTo: string, text: Buffer | string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce)
  cipher.setAAD(Buffer.from(boundTo))
  const sealed = Buffer.concat([
    Buffer.alloc(headLength),
    typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text),
    cipher.final(),
  ])
  sealed[0] = form
  nonce.copy(sealed, 1)
  cipher.getAuthTag().copy(sealed, 13)
  return sealed
}

export function openBytes(key: Buffer, boundTo: string, sealed: Buffer): Buffer {
  if (sealed.length < headLength || sealed[0] !== form)
    throw new SealBroken(`A sealed value of ${boundTo} has no known form.`)
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), sealed.subarray(1, 13), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(sealed.subarray(13, headLength))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headLength)), decipher.final()])
  } catch (fault) {
    throw new SealBroken(`A sealed value of ${boundTo} was changed, or belongs somewhere else.`, { cause: fault })
  }
}
