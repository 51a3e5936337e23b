import { randomBytes } from 'node:crypto'
import { isSigned, sign } from '../../kit/ids.ts'
import type { Secret } from '../../kit/secret.ts'
import { isUploadKey, type UploadForm, type UploadOffer, type UploadType } from './media-store.ts'

/** What may be uploaded through our own program, as it stands signed in the address. */
export type UploadPolicy = { key: string; type: UploadType; maxBytes: number; until: number }

export const newUploadKey = (): string => `upload-${randomBytes(16).toString('hex')}`

const purpose = 'media-upload'

/** A form that leads to `address`, which whoever holds the secret can check without having kept anything. */
export function signUpload(secret: Secret, address: string, offer: UploadOffer, now: Date): UploadForm {
  const { key, type, maxBytes, forSeconds } = offer
  const until = now.getTime() + forSeconds * 1000
  const policy = Buffer.from(JSON.stringify({ key, type, maxBytes, until } satisfies UploadPolicy)).toString(
    'base64url',
  )
  const query = new URLSearchParams({ policy, signature: sign(secret, purpose, policy) })
  return { address: `${address}?${query}`, fields: { key, 'Content-Type': type } }
}

/** Null when the policy is not ours or its time is over. */
export function readUploadPolicy(secret: Secret, query: URLSearchParams, now: Date): UploadPolicy | null {
  const policy = query.get('policy') ?? ''
  if (!isSigned(secret, purpose, policy, query.get('signature') ?? '')) return null
  const read = JSON.parse(Buffer.from(policy, 'base64url').toString()) as UploadPolicy
  return read.until >= now.getTime() && isUploadKey(read.key) ? read : null
}
