import { sql } from '../../../src/kit/db.ts'
import { type Case, expect, place } from '../case.ts'
import { Line, Shopper } from '../shopper.ts'

const path = `${place}/cart/lines`
const fieldsOf = (variantId: number) => ({ variantId: String(variantId), quantity: '1' })

export const cart: Case = {
  name: 'cart',
  title: 'New cart and one line, by the form of the product page',
  unit: 'cart',
  levels: [1, 10, 50],
  bar: { atLeast: 10, aim: 20 },
  isKept: false,
  once: async (site, i) => {
    const line = new Line()
    const shopper = new Shopper(line, site.origin)
    const variantId = site.shelf.variantIds[i % site.shelf.variantIds.length] ?? 0
    const answer = await shopper.post(path, fieldsOf(variantId))
    expect(answer.status === 303, `${path} answers ${answer.status}`)
    const shown = await shopper.get(answer.location ?? '')
    expect(shown.text.includes(`/cart/lines/${variantId}"`), 'The cart does not hold what was put in')
    line.close()
  },
  load: async (site) => ({
    kind: 'pages',
    origin: site.origin,
    requests: site.shelf.variantIds.map((variantId) => ({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(fieldsOf(variantId)).toString(),
    })),
    expect: { status: 303, minLength: 0, end: '' },
  }),
  count: async ({ db }, from, to) => {
    const carts = await db.row<{ n: number }>(
      sql`select count(*)::int as n from cart where updated_at between ${from} and ${to}`,
    )
    return carts?.n ?? 0
  },
}
