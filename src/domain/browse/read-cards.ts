import type { Shop } from '../shop.ts'
import { aboutProduct, aboutVariant } from './about.ts'
import { listCards } from './cards-table.ts'
import { languagesOf } from './on-sale.ts'
import type { ProductCard, Shelf } from './shelf.ts'
import { isNew, ratingOf, shelfPrice, standIn, stockWord } from './shelf-price.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'markets' | 'memory'>

/**
 * Cards in the order of the ids; products that are not for sale here are left out. Kept in memory by product: 1 statement for
 * those that are not, none when all are.
 */
export const readCards = (shop: Needs, shelf: Shelf, productIds: readonly number[]): Promise<ProductCard[]> =>
  shop.memory.getMany(
    `card:${shelf.market}:${shelf.locale}:`,
    productIds,
    async (missing) => new Map((await findCards(shop, shelf, missing)).map((card) => [card.productId, card])),
    aboutCard,
  )

/** What a card tells of, and with it every page that shows it. */
export function aboutCard(card: ProductCard): readonly string[] {
  let things = told.get(card)
  if (!things) {
    things = [aboutProduct(card.productId), ...card.variantIds.map(aboutVariant)]
    told.set(card, things)
  }
  return things
}

const told = new WeakMap<ProductCard, readonly string[]>()

async function findCards(shop: Needs, shelf: Shelf, productIds: readonly number[]): Promise<ProductCard[]> {
  const now = shop.clock()
  const rows = await listCards(shop.db, { shelf, languages: languagesOf(shop, shelf), productIds, now })
  return rows.map(({ pictures, categoryPicture, available, createdAt, ratingSum, ...row }) => ({
    ...row,
    price: shelfPrice(row.price),
    picture: pictures?.[0] ?? standIn(categoryPicture, row.name),
    secondPicture: pictures?.[1] ?? null,
    swatches: row.swatches ?? [],
    rating: ratingOf(row.ratingCount, ratingSum),
    stock: stockWord(available),
    isNew: isNew(createdAt, now),
  }))
}
