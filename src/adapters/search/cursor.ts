import type { ProductSort } from '../../domain/search/search-index.ts'

/** Where a page begins: after or before the product with this key. Keys stay right while products come and go. */
export type Cursor = { sort: ProductSort; direction: 'after' | 'before'; key: number; productId: number }

export const writeCursor = ({ sort, direction, key, productId }: Cursor): string =>
  Buffer.from(JSON.stringify([sort, direction === 'after' ? 1 : 0, key, productId])).toString('base64url')

/** Null for what is no cursor of this sort: such a page begins at the start. */
export function readCursor(text: string | null, sort: ProductSort): Cursor | null {
  if (!text || text.length > 200) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(parts)) return null
    const [of, direction, key, productId] = parts as unknown[]
    if (of !== sort || typeof key !== 'number' || typeof productId !== 'number') return null
    return { sort, direction: direction === 1 ? 'after' : 'before', key, productId }
  } catch {
    return null
  }
}
