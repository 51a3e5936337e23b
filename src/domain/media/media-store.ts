/**
 * Where pictures lie. Adapter: `adapters/media/filesystem.ts`; all of them pass `media-store.contract.ts`. Keys are relative paths such
 * as 'mug-sage/640.avif'; a key that `isMediaKey` refuses is thrown back by every method.
 */
export interface MediaStore {
  /** Null when nothing lies under the key. */
  read(key: string): Promise<Buffer | null>
  /** Whole or not at all, also when the process dies. Writing the same key again replaces it. */
  write(key: string, bytes: Buffer): Promise<void>
  exists(key: string): Promise<boolean>
  /** Removing what is not there is no fault. */
  remove(key: string): Promise<void>
  /** The folders that something lies in, in the order of their names: one for each picture. */
  list(): Promise<string[]>
}

/** Small letters, digits and hyphens, one folder deep at most: no key leads out of the store. */
export const isMediaKey = (key: string): boolean =>
  key.length <= 200 && /^(?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9]+)?$/.test(key)
