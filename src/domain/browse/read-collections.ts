import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type CollectionRow, findMoved, listCollections } from './menu-table.ts'
import { languagesOf } from './on-sale.ts'
import type { CollectionEntry, Shelf } from './shelf.ts'
import { standIn } from './shelf-price.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'markets' | 'memory'>

const rowsOf = (shop: Needs): Promise<CollectionRow[]> =>
  shop.memory.get('browse:collections', () => listCollections(shop.db))

function entryOf(row: CollectionRow, languages: Locale[]): CollectionEntry | undefined {
  const text = languages.flatMap((locale) => row.texts.filter((t) => t.locale === locale))[0]
  if (!text) return undefined
  const { slug, name, intro, story } = text
  const { collectionId, code, pictureKey } = row
  return { collectionId, code, slug, name, intro, story, picture: standIn(pictureKey, name) }
}

export async function readCollections(shop: Needs, shelf: Shelf): Promise<CollectionEntry[]> {
  const languages = languagesOf(shop, shelf)
  return (await rowsOf(shop)).flatMap((row) => entryOf(row, languages) ?? [])
}

export type CollectionFound = { entry: CollectionEntry; elsewhere: { locale: Locale; slug: string }[] }

export async function findCollection(
  shop: Needs,
  shelf: Shelf,
  slug: string,
): Promise<CollectionFound | { movedTo: string } | null> {
  const rows = await rowsOf(shop)
  const languages = languagesOf(shop, shelf)
  const row = rows.find(({ texts }) => texts.some((text) => text.slug === slug))
  const entry = row && entryOf(row, languages)
  if (row && entry)
    return entry.slug === slug
      ? { entry, elsewhere: row.texts.map(({ locale, slug }) => ({ locale, slug })) }
      : { movedTo: entry.slug }
  const moved = await findMoved(shop.db, 'collection', slug)
  const target = moved && rows.find(({ collectionId }) => collectionId === moved.targetId)
  const now = target && entryOf(target, languages)
  return now ? { movedTo: now.slug } : null
}
