import { createHash } from 'node:crypto'
import type { Tx } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { slugName } from './judge-products.ts'
import type { ProductTextInput } from './product.ts'
import { keepOldSlugs, type SlugMove, type TextRow, upsertTexts } from './product-table.ts'
import { slugChoices, slugOf } from './slug.ts'
import type { Saving } from './stored-product.ts'

/** Writes texts that differ. A new text gets an address of its own; an address that changes leaves a redirect. */
export async function writeTexts(
  tx: Tx,
  saving: readonly Saving[],
  slugOwners: Map<string, string>,
): Promise<Set<number>> {
  const rows: TextRow[] = []
  const moves: SlugMove[] = []
  for (const { input, productId, stored } of saving)
    for (const locale of ['en', 'de'] as const) {
      const given = input.texts?.[locale]
      if (!given) continue
      const before = stored?.texts[locale]
      const row = merge(before, given, { productId, locale, key: input.key }, slugOwners)
      if (before && before.slug !== row.slug) moves.push({ productId, locale, from: before.slug, to: row.slug })
      if (!before || JSON.stringify(before) !== JSON.stringify(row)) rows.push(row)
    }
  // A new text may stand at an address that used to lead elsewhere: the shelf looks at what is there first.
  if (rows.length > 0) await upsertTexts(tx, rows)
  if (moves.length > 0) await keepOldSlugs(tx, moves)
  return new Set(rows.map(({ productId }) => productId))
}

function merge(
  before: TextRow | undefined,
  given: ProductTextInput,
  of: { productId: number; locale: Locale; key: string },
  slugOwners: Map<string, string>,
): TextRow {
  const { productId, locale, key } = of
  return {
    productId,
    locale,
    slug: given.slug ?? before?.slug ?? freeSlug(given.name ?? '', locale, key, slugOwners),
    name: given.name ?? before?.name ?? '',
    summary: given.summary ?? before?.summary ?? '',
    story: given.story ?? before?.story ?? '',
    care: given.care ?? before?.care ?? '',
    alsoCalled: given.alsoCalled ?? before?.alsoCalled ?? '',
  }
}

function freeSlug(name: string, locale: Locale, key: string, owners: Map<string, string>): string {
  const wish = slugOf(name) || slugOf(key)
  const isFree = (slug: string) => [undefined, key].includes(owners.get(slugName(locale, slug)))
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const slug = slugChoices(wish).find(isFree) ?? `${wish}-${mark}`
  owners.set(slugName(locale, slug), key)
  return slug
}
