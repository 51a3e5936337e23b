import { formatNumber } from '../../kit/numbers.ts'
import { openContact } from '../customers/contact.ts'
import type { Shop } from '../shop.ts'
import { aboutProduct, aboutVariant } from './about.ts'
import { languagesOf } from './on-sale.ts'
import { findMovedProduct, findProduct, type ProductRow } from './product-table.ts'
import { readCards } from './read-cards.ts'
import { crumbsTo } from './read-menu.ts'
import type { ProductPage, Review, Shelf } from './shelf.ts'
import { isNew, ratingOf, shelfPrice, standIn } from './shelf-price.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'markets' | 'memory' | 'vault'>

const relatedAtMost = 8

/**
 * A product's page. Null: not for sale here. Kept in memory; else 2 statements, or 1 without related products, and the
 * menu's when it is not kept.
 */
export async function readProduct(
  shop: Needs,
  shelf: Shelf,
  slug: string,
): Promise<ProductPage | { movedTo: string } | null> {
  const kept = await shop.memory.get(
    `product:${shelf.market}:${shelf.locale}:${slug}`,
    () => findBySlug(shop, shelf, slug),
    (found) =>
      found && 'page' in found
        ? [aboutProduct(found.page.productId), ...found.page.variants.map(({ variantId }) => aboutVariant(variantId))]
        : null,
  )
  if (!kept || 'movedTo' in kept) return kept
  if (kept.until && kept.until <= shop.clock()) return null
  const [crumbs, related] = await Promise.all([
    crumbsTo(shop, shelf, kept.categoryId),
    readCards(shop, shelf, kept.relatedIds),
  ])
  return { ...kept.page, crumbs, related }
}

type Found = {
  page: Omit<ProductPage, 'crumbs' | 'related'>
  categoryId: number
  relatedIds: number[]
  until: Date | null
}

async function findBySlug(shop: Needs, shelf: Shelf, slug: string): Promise<Found | { movedTo: string } | null> {
  const now = shop.clock()
  const languages = languagesOf(shop, shelf)
  const row = await findProduct(shop.db, { shelf, languages, slug, now })
  if (!row) {
    const moved = await findMovedProduct(shop.db, { languages, slug })
    return moved ? { movedTo: moved.slug } : null
  }
  // Found under the slug of another language: this language has an address of its own.
  if (row.slug !== slug) return { movedTo: row.slug }
  return {
    page: pageOf(row, await readReviews(shop, row), shelf, now),
    categoryId: row.categoryId,
    until: row.publishedUntil,
    relatedIds: row.relatedIds.slice(0, relatedAtMost),
  }
}

/** With the names that their authors chose; those of the erased have none. */
const readReviews = ({ vault }: Needs, row: ProductRow): Promise<Review[]> =>
  Promise.all(
    row.reviews.map(async ({ personId, contact, ringKey, wrappedKey, createdAt, ...review }) => {
      const sealed = { personId: personId ?? '', ringKey, contact: bytes(contact), wrappedKey: bytes(wrappedKey) }
      const name = (await openContact(vault, sealed))?.contact.displayName ?? ''
      return { ...review, name, createdAt: new Date(createdAt) }
    }),
  )

const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'))

function pageOf(row: ProductRow, reviews: Review[], shelf: Shelf, now: Date): Omit<ProductPage, 'crumbs' | 'related'> {
  const { categoryId, categoryPicture, ratingSum, createdAt, publishedUntil, spread, relatedIds, ...page } = row
  const instead = standIn(categoryPicture, row.name)
  const counts = (rating: number) => spread.find((s) => s.rating === rating)?.count ?? 0
  return {
    ...page,
    pictures: row.pictures.length > 0 ? row.pictures : instead ? [instead] : [],
    variants: row.variants.map((variant) => ({
      ...variant,
      price: shelfPrice(variant.price),
      available: variant.availableAt.reduce((sum, place) => sum + place.available, 0),
    })),
    attributes: row.attributes.map(({ code, name, value, number, unit }) => ({
      code,
      name,
      value: value ?? measure(Number(number), unit, shelf.locale),
    })),
    rating: ratingOf(row.ratingCount, ratingSum),
    ratingSpread: [counts(1), counts(2), counts(3), counts(4), counts(5)],
    reviews,
    isNew: isNew(createdAt, now),
  }
}

const measure = (value: number, unit: string | null, locale: string) =>
  `${formatNumber(value, locale)}${unit ? ` ${unit}` : ''}`
