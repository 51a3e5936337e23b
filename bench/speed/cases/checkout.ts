import { sql } from '../../../src/kit/db.ts'
import { buy } from '../buyers.ts'
import { buyersShop, type Case, expect } from '../case.ts'
import { Line } from '../shopper.ts'

export const checkout: Case = {
  name: 'checkout',
  title: 'Whole checkout of a guest: two wares, address, way, payment at the sandbox, placed by its webhook',
  unit: 'orders',
  levels: [1, 8, 16],
  peers: [6.65, 10.8, 10.6],
  bar: { atLeast: 10, aim: 20 },
  isKept: false,
  once: async (site) => {
    const line = new Line()
    await buy(line, buyersShop(site, 2))
    line.close()
  },
  load: async (site) => ({ kind: 'buyers', shop: buyersShop(site, 2) }),
  verify: async ({ db }, done) => {
    const orders = await db.row<{ placed: number; waiting: number }>(sql`
      select count(*) filter (where state = 'placed')::int as placed,
        count(*) filter (where state = 'awaiting-payment')::int as waiting from orders`)
    expect((orders?.placed ?? 0) >= done, `${orders?.placed} orders are placed, ${done} were counted`)
    expect(orders?.waiting === 0, `${orders?.waiting} orders still wait for their payment`)
  },
}
