import { countStocks } from '../../src/domain/inventory/count-stocks.ts'
import { sql } from '../../src/kit/db.ts'
import { untilSettled, verifyBooks } from './books.ts'
import { buyersShop, WrongAnswer } from './case.ts'
import type { HotCounted, HotForm } from './jobs.ts'
import { type Site, untilIdle } from './site.ts'

export type HotResult = HotCounted & { form: HotForm; stock: number; buyers: number; wrong: string[] }

export const hotForms: Record<HotForm, string> = {
  free: '(a) each as fast as it can',
  together: '(b) all wait before the last call, then send it at once',
  queue: '(c) 16 in the shop at a time',
}

/** More buyers than there are pieces of a variant that nobody bought before: as many orders as pieces, no more and no fewer. */
export async function measureHotProduct(
  site: Site,
  given: { form: HotForm; variantId: number; buyers: number; stock: number },
): Promise<HotResult> {
  const { form, variantId, buyers, stock } = given
  await putOnShelf(site, variantId, stock)
  const counted = await site.generator.run({ kind: 'hot', shop: buyersShop(site, 1, [variantId]), buyers, form })
  const wrong = [...counted.faults]
  const hold = (is: boolean, what: string) => {
    if (!is) wrong.push(what)
  }
  try {
    await untilSettled(site)
    await untilIdle(site.db)
    await verifyBooks(site)
  } catch (fault) {
    if (!(fault instanceof WrongAnswer)) throw fault
    wrong.push(fault.message)
  }
  const orders = await site.db.row<{ placed: number; others: number }>(sql`
    select count(*) filter (where state = 'placed')::int as placed, count(*) filter (where state <> 'placed')::int as others
    from orders join order_line on order_line.order_id = orders.id where variant_id = ${variantId}`)
  const left = await site.db.row<{ n: number }>(
    sql`select coalesce(sum(available + reserved), 0)::int as n from stock where variant_id = ${variantId}`,
  )
  hold(orders?.placed === stock, `${orders?.placed} orders are placed`)
  hold(counted.orders === stock, `${counted.orders} buyers were told that they have it`)
  hold(counted.soldOut === buyers - stock, `${counted.soldOut} buyers were told that it is sold out`)
  hold(left?.n === 0, `${left?.n} pieces are left`)
  return { ...counted, form, stock, buyers, wrong }
}

async function putOnShelf(site: Site, variantId: number, stock: number): Promise<void> {
  const locations = await site.db.rows<{ id: number; code: string }>(sql`select id, code from location`)
  await site.db.transaction((tx) =>
    countStocks(
      tx,
      locations.map(({ id, code }) => ({ variantId, locationId: id, available: code === 'hamburg' ? stock : 0 })),
      'bench',
    ),
  )
  await untilIdle(site.db)
}
