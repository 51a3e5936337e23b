import { openContact, type SealedContact } from '../customers/contact.ts'
import type { Shop } from '../shop.ts'
import { bestSellingIds, collectionIds, listPraise, newestIds, type PraiseRow, reducedIds } from './home-table.ts'
import { languagesOf } from './on-sale.ts'
import { readCards } from './read-cards.ts'
import { readCollections } from './read-collections.ts'
import type { CollectionEntry, ProductCard, Shelf } from './shelf.ts'

export type HomeShelf = {
  fresh: ProductCard[]
  bestSelling: ProductCard[]
  reduced: ProductCard[]
  /** One collection told as a story. */
  story: { collection: CollectionEntry; cards: ProductCard[] } | null
  praise: Praise[]
}

/** A good review, with the name that its author chose. */
export type Praise = Omit<PraiseRow, keyof SealedContact> & { name: string }

const rowLength = 8

type Needs = Pick<Shop, 'db' | 'clock' | 'markets' | 'memory' | 'vault'>

/** What the front page shows of the shelf. What stands where is kept in memory; a change of the catalogue empties it. */
export async function readHome(shop: Needs, shelf: Shelf): Promise<HomeShelf> {
  const { groups, collection, praise } = await readRows(shop, shelf)
  const cards = new Map(
    (await readCards(shop, shelf, [...new Set(groups.flat())])).map((card) => [card.productId, card]),
  )
  const [fresh = [], bestSelling = [], reduced = [], story = []] = groups.map((ids) =>
    ids.flatMap((id) => cards.get(id) ?? []),
  )
  return {
    fresh,
    bestSelling,
    reduced,
    story: collection && story.length > 0 ? { collection, cards: story } : null,
    praise,
  }
}

type Rows = { groups: number[][]; collection: CollectionEntry | null; praise: Praise[] }

function readRows(shop: Needs, shelf: Shelf): Promise<Rows> {
  return shop.memory.get(`browse:home:${shelf.market}:${shelf.locale}`, async () => {
    const ask = { market: shelf.market, now: shop.clock(), limit: rowLength }
    const collection = (await readCollections(shop, shelf))[0] ?? null
    const [fresh, best, reduced, told, praise] = await Promise.all([
      newestIds(shop.db, ask),
      // More than a row, so that what stands in the row of new things is not shown twice.
      bestSellingIds(shop.db, { ...ask, limit: 2 * rowLength }),
      reducedIds(shop.db, ask),
      collection ? collectionIds(shop.db, collection.collectionId, 6) : [],
      listPraise(shop.db, { ...ask, limit: 6, languages: languagesOf(shop, shelf) }),
    ])
    const freshIds = fresh.map(({ id }) => id)
    const bestIds = best
      .map(({ id }) => id)
      .filter((id) => !freshIds.includes(id))
      .slice(0, rowLength)
    return {
      groups: [freshIds, bestIds, reduced.map(({ id }) => id), told.map(({ id }) => id)],
      collection,
      praise: await named(shop, praise),
    }
  })
}

async function named({ vault }: Needs, rows: readonly PraiseRow[]): Promise<Praise[]> {
  const all = await Promise.all(
    rows.map(async ({ personId, contact, ringKey, wrappedKey, ...praise }) => {
      const name = (await openContact(vault, { personId, contact, ringKey, wrappedKey }))?.contact.displayName
      return name ? [{ ...praise, name }] : []
    }),
  )
  return all.flat()
}
