import { recordFact } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { lockDue, raiseRevisions } from './product-table.ts'

const productsPerFact = 100

/**
 * Tells of products whose first or last day has come: nobody writes them then, but the search must hear of it. Pages look at the dates
 * themselves. What has been told of is written later than its day, so that it is told once, however long nobody was awake.
 */
export async function announcePublications(shop: Pick<Shop, 'db' | 'clock'>): Promise<number> {
  const now = shop.clock()
  for (let told = 0; ; ) {
    const due = await shop.db.transaction(async (tx) => {
      const productIds = (await lockDue(tx, now, productsPerFact)).map(({ id }) => id)
      if (productIds.length === 0) return 0
      await raiseRevisions(tx, productIds, now)
      await recordFact(tx, { fact: 'product.changed', productIds })
      return productIds.length
    })
    told += due
    if (due < productsPerFact) return told
  }
}
