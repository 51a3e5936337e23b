/*
 * One moment says until when a caller's limit is busy. An attempt makes it busy for `step` seconds more; it is let through while
 * that stays within `span` seconds from now. So `span / step` attempts may come at once, and then one each `step` seconds.
 */

/** `key`: 16 bytes that name neither the limit nor the caller. */
export type Use = { key: Buffer; step: number; span: number }
export type Used = { took: boolean; busySeconds: number }

/** Where limits are counted (`limits.ts`). Adapters: `adapters/limits/`. All of them pass `limit-store.contract.ts`. */
export interface LimitStore {
  /**
   * Counts an attempt, exactly, whatever the number of those who try at once. The second is counted only when the first let the
   * attempt through: whoever is stopped by his own limit uses up nobody else's. Undefined: it was not counted.
   */
  use(first: Use, second?: Use): Promise<[Used, Used | undefined]>
  /**
   * Adds what a process has let through, and reads what all processes have let through. Keys are distinct. A key that is not answered was
   * not added; throws when none was.
   */
  add(uses: readonly { key: Buffer; seconds: number }[]): Promise<{ key: Buffer; busySeconds: number }[]>
  /** Deletes what is no longer busy: it says nothing. A store that does so by itself answers 0. */
  removeIdle(): Promise<number>
}
