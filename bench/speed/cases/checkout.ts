import { sql } from '../../../src/kit/db.ts'
import { untilSettled, verifyBooks } from '../books.ts'
import { buy } from '../buyers.ts'
import { buyersShop, type Case } from '../case.ts'
import { Line } from '../shopper.ts'

export const checkout: Case = {
  name: 'checkout',
  title: 'Whole checkout of a guest: two wares, address, way, payment at the sandbox, placed by its webhook',
  unit: 'order',
  levels: [1, 8, 16],
  bar: { atLeast: 10, aim: 20 },
  isKept: false,
  leavesMails: true,
  once: async (site) => {
    const line = new Line()
    await buy(line, buyersShop(site, 2))
    line.close()
    await untilSettled(site)
  },
  load: async (site) => ({ kind: 'buyers', shop: buyersShop(site, 2) }),
  count: async (site, from, to) => {
    await untilSettled(site)
    const orders = await site.db.row<{ n: number }>(
      sql`select count(*)::int as n from orders where state = 'placed' and placed_at between ${from} and ${to}`,
    )
    return orders?.n ?? 0
  },
  verify: verifyBooks,
}
