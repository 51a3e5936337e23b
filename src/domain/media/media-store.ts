import type { Readable } from 'node:stream'
import { Unavailable } from '../../kit/unavailable.ts'

/**
 * Where pictures lie. Adapters: `adapters/media/filesystem.ts` and `adapters/media/s3.ts`; both pass `media-store.contract.ts`. Keys are
 * relative paths such as '4c0f…/640.avif'; a key that `isMediaKey` refuses is thrown back by every method. A store that does not answer
 * in time, or refuses, throws `MediaUnavailable`.
 */
export interface MediaStore {
  /** Null when nothing lies under the key. */
  read(key: string): Promise<Buffer | null>
  /**
   * Whole or not at all, also when the process dies or a stream breaks off. Writing the same key again replaces it. A stream of any length
   * takes little memory. The type of what lies there follows from the ending of the key.
   */
  write(key: string, bytes: Buffer | Readable): Promise<void>
  exists(key: string): Promise<boolean>
  /** One or some hundreds, in one go. Removing what is not there is no fault. */
  remove(...keys: string[]): Promise<void>
  /**
   * The folders that something lies in, one for each picture, from the first or from behind `after`, however many there are. In the order of
   * their names, but where one name begins with another either may come first.
   */
  list(after?: string): AsyncIterable<string>
  /** A form with which a browser hands one file to the store. The store itself refuses every other key, type and size, and who comes late. */
  offerUpload(offer: UploadOffer): Promise<UploadForm>
}

export type UploadOffer = {
  /** One of `newUploadKey`: what lies there is seen by nobody until it was looked through. */
  key: string
  type: UploadType
  maxBytes: number
  forSeconds: number
}

/** Sent as multipart/form-data: the fields first, then the file under the name 'file'. 2xx says that it lies there. */
export type UploadForm = { address: string; fields: Record<string, string> }

export const uploadTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const
export type UploadType = (typeof uploadTypes)[number]

/** The store does not answer, or does not let us in. */
export class MediaUnavailable extends Unavailable {
  override readonly retryAfterSeconds = 5
}

/** Small letters, digits and hyphens, one folder deep at most: no key leads out of the store. */
export const isMediaKey = (key: string): boolean =>
  key.length <= 200 && /^(?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9]+)?$/.test(key)

/** Uploads stand in no folder, so that no list of pictures has them and no address shows them. */
export const isUploadKey = (key: string): boolean => /^upload-[0-9a-f]{32}$/.test(key)

const types: Record<string, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
}

export const typeOfKey = (key: string): string => types[key.split('.')[1] ?? ''] ?? 'application/octet-stream'

/** What is written under an address stays what it is; an upload is nobody's to keep. */
export const cachingOfKey = (key: string): string =>
  isUploadKey(key) ? 'private, no-store' : 'public, max-age=31536000, immutable'
