import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { saveProduct } from './save-product.ts'

export type SlugChanged =
  | { ok: true; productId: number; changed: boolean }
  | { ok: false; problem: 'unknown-product' | 'no-text' | 'slug-taken' | 'invalid-slug' }

/** Gives a product another address in one language; the old one redirects from now on. */
export async function changeSlug(
  shop: Pick<Shop, 'db' | 'clock' | 'markets'>,
  { key, locale, slug }: { key: string; locale: Locale; slug: string },
): Promise<SlugChanged> {
  const saved = await saveProduct(shop, { key, texts: { [locale]: { slug } } })
  if (saved.ok) return { ok: true, productId: saved.productId, changed: saved.outcome === 'changed' }
  if (saved.problem === 'category-missing') return { ok: false, problem: 'unknown-product' }
  if (saved.problem === 'name-missing') return { ok: false, problem: 'no-text' }
  return { ok: false, problem: saved.problem === 'slug-taken' ? 'slug-taken' : 'invalid-slug' }
}
