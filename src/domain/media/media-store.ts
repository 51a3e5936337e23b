/** Where pictures lie. Adapter: `adapters/media/filesystem.ts`. Keys are relative paths such as 'mug-sage-1/640.avif'. */
export interface MediaStore {
  read(key: string): Promise<Buffer | null>
  /** Whole or not at all, also when the process dies. Writing the same key again replaces it. */
  write(key: string, bytes: Buffer): Promise<void>
  exists(key: string): Promise<boolean>
  remove(key: string): Promise<void>
}
