import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { type Sql, sql } from '../../kit/db.ts'
import { newCartId } from '../../kit/ids.ts'
import { addLine } from './add-line.ts'
import { enterCode } from './enter-code.ts'
import { type CartAsk, viewCart } from './view-cart.ts'

// Tuesday, 10:00 in Hamburg, 4:00 in New York.
const clock = () => new Date('2026-12-01T09:00:00Z')
const germany = { market: 'de', locale: 'de' } as const
const usa = { market: 'us', locale: 'en' } as const

/** Three mugs at 24.90 € or $29.00 and one book at 10.70 €, German reduced rate, in the cart. */
async function withCart(t: TestContext, place: CartAsk['place']) {
  const shop = await openTestShop(t, { clock })
  const { variantId: mug } = await addWare(shop, { key: 'mug', stock: { hamburg: 5, columbus: 5 }, weightGrams: 400 })
  const { variantId: book } = await addWare(shop, {
    key: 'book',
    price: { us: 1200, de: 1070 },
    stock: { hamburg: 5 },
    taxClass: 'reduced',
    weightGrams: 700,
  })
  const at = { cartId: newCartId(shop.random), place }
  await addLine(shop, at, { variantId: mug, quantity: 3 })
  await addLine(shop, at, { variantId: book, quantity: 1 })
  const view = async (given: Partial<CartAsk> = {}) => {
    const seen = await viewCart(shop, { ...at, ...given })
    assert.ok(seen)
    return seen
  }
  return { shop, mug, book, at, view }
}

/** As the verbs do it: the change, and at its commit the fact. */
const change = (shop: TestShop, variantId: number, statement: Sql) =>
  shop.db.transaction(async (tx) => {
    await tx.change(statement)
    tx.announce({ fact: 'stock.changed', variantIds: [variantId] })
  })

const setPrice = (shop: TestShop, variantId: number, amountMinor: number) =>
  change(shop, variantId, sql`update price set amount_minor = ${amountMinor} where variant_id = ${variantId}`)

const setStock = (shop: TestShop, variantId: number, available: number) =>
  change(
    shop,
    variantId,
    sql`update stock set available = ${available} where variant_id = ${variantId} and available > 0`,
  )

test('a German cart shows its total with VAT, what shipping will cost, and what is missing until it is free', async (t) => {
  const { view } = await withCart(t, germany)
  const seen = await view()
  assert.deepEqual(
    seen.lines.map(({ line, item, priced, notices }) => [item?.name, line.quantity, priced?.grossMinor, notices]),
    [
      ['mug', 3, 7470, []],
      ['book', 1, 1070, []],
    ],
  )
  assert.deepEqual([seen.pieces, seen.weightGrams, seen.isOrderable], [4, 1900, true])
  assert.deepEqual([seen.priced.totalMinor, seen.priced.shippingMinor, seen.priced.taxMinor], [8540, null, 1193 + 70])
  const { preview } = seen
  assert.deepEqual([preview?.priceMinor, preview?.from, preview?.to], [0, '2026-12-03', '2026-12-04'])
  assert.deepEqual(seen.freeShipping, { fromMinor: 5900, missingMinor: 0 })
})

test('an American cart knows no tax until it knows where to', async (t) => {
  const { view } = await withCart(t, usa)
  const before = await view()
  assert.deepEqual([before.priced.taxIsKnown, before.priced.totalMinor], [false, 9900])
  const after = await view({ destination: { country: 'US', region: 'CA' } })
  assert.deepEqual([after.priced.taxIsKnown, after.priced.taxMinor, after.priced.totalMinor], [true, 631, 10_531])
})

test('with a destination and a method the total is what will be paid', async (t) => {
  const { view } = await withCart(t, germany)
  const destination = { country: 'AT', postcode: '1010' }
  const seen = await view({ destination, methodCode: 'standard' })
  assert.deepEqual(
    seen.shippingOptions.map((option) => [option.code, option.priceMinor]),
    [['standard', 990]],
  )
  assert.equal(seen.method?.code, 'standard')
  assert.equal(seen.priced.totalMinor, 8540 + 990)
  assert.deepEqual(
    seen.priced.taxes.map((tax) => tax.name),
    ['USt.', 'USt.'],
  )
  assert.deepEqual(seen.freeShipping, { fromMinor: 9900, missingMinor: 9900 - 8540 })
  const gone = await view({ destination, methodCode: 'express' })
  assert.deepEqual([gone.method, gone.priced.shippingMinor], [null, null])
})

test('a changed price is charged at once and told once, to the shopper who sees it', async (t) => {
  const { shop, mug, view } = await withCart(t, germany)
  const { cart } = await view({ isShown: true })
  await setPrice(shop, mug, 1990)
  const down = { notice: 'price-went-down', fromMinor: 2490, toMinor: 1990, blocks: false }
  assert.deepEqual((await view()).lines[0]?.notices, [down])
  const shown = await view({ isShown: true })
  assert.deepEqual(shown.lines[0]?.notices, [down])
  assert.equal(shown.priced.totalMinor, 3 * 1990 + 1070)
  const again = await view({ isShown: true })
  assert.deepEqual(again.lines[0]?.notices, [])
  assert.equal(again.cart.version, cart.version)
})

test('what has become short, sold out or unsold is shown, costs nothing where there is none, and blocks the order', async (t) => {
  const { shop, mug, book, view } = await withCart(t, germany)
  await setStock(shop, mug, 1)
  const short = await view()
  assert.deepEqual(short.lines[0]?.notices, [{ notice: 'only-n-left', left: 2, blocks: true }])
  assert.deepEqual([short.isOrderable, short.priced.totalMinor], [false, 8540])

  await setStock(shop, book, 0)
  const soldOut = await view()
  assert.deepEqual(soldOut.lines[1]?.notices, [{ notice: 'sold-out', blocks: true }])
  assert.deepEqual([soldOut.lines[1]?.priced, soldOut.priced.totalMinor, soldOut.pieces], [null, 7470, 3])

  await change(shop, mug, sql`delete from price where variant_id = ${mug} and market = 'de'`)
  const unsold = await view()
  assert.deepEqual(unsold.lines[0]?.notices, [{ notice: 'no-longer-sold', blocks: true }])
  assert.deepEqual([unsold.lines[0]?.item, unsold.priced.totalMinor, unsold.isOrderable], [null, 0, false])
})

test('a code takes off what it may, and says why when it may no longer', async (t) => {
  const { shop, mug, at, view } = await withCart(t, germany)
  assert.equal((await enterCode(shop, at, { code: 'HAFEN15' })).ok, true)
  const off = await view()
  assert.deepEqual([off.priced.discountMinor, off.discount?.code, off.codeProblem], [1500, 'HAFEN15', null])

  await shop.carts.change(at.cartId, 'de', { kind: 'set', variantId: mug, quantity: 2 })
  const below = await view()
  assert.deepEqual([below.priced.discountMinor, below.discount], [0, null])
  assert.deepEqual(below.codeProblem, { problem: 'code-below-minimum', minimumMinor: 7500 })

  await shop.db.change(sql`update discount_code set active = false`)
  assert.deepEqual((await view()).codeProblem, { problem: 'code-not-valid' })
})

test('free shipping by code, and by the sum after the discount', async (t) => {
  const { shop, mug, at, view } = await withCart(t, germany)
  await shop.carts.change(at.cartId, 'de', { kind: 'set', variantId: mug, quantity: 2 })
  const chosen = { destination: { country: 'DE' }, methodCode: 'standard' }
  await enterCode(shop, at, { code: 'WELCOME10' })
  const byTen = await view(chosen)
  // 60.50 € would ship free, 54.45 € does not.
  assert.deepEqual([byTen.priced.discountMinor, byTen.priced.shippingMinor], [605, 490])
  assert.deepEqual(byTen.freeShipping, { fromMinor: 5900, missingMinor: 5900 - 5445 })

  await enterCode(shop, at, { code: 'FREESHIP' })
  await shop.carts.change(at.cartId, 'de', { kind: 'set', variantId: mug, quantity: 1 })
  const free = await view(chosen)
  assert.deepEqual([free.method?.priceMinor, free.priced.shippingMinor, free.priced.totalMinor], [490, 0, 3560])
  assert.deepEqual(free.freeShipping, { fromMinor: 5900, missingMinor: 0 })
})

test('no cart, an empty one, and one of another market', async (t) => {
  const { shop, mug, book, at, view } = await withCart(t, germany)
  assert.equal(await viewCart(shop, { cartId: newCartId(shop.random), place: germany }), null)
  assert.equal(await viewCart(shop, { cartId: at.cartId, place: usa }), null)
  for (const variantId of [mug, book]) await shop.carts.change(at.cartId, 'de', { kind: 'set', variantId, quantity: 0 })
  const empty = await view()
  assert.deepEqual([empty.lines, empty.priced.totalMinor, empty.isOrderable], [[], 0, false])
})

test('viewing takes at most five statements with a code and a destination, two when all but cart and code is kept, and one more to remember a price', async (t) => {
  const { shop, mug, at, view } = await withCart(t, germany)
  await enterCode(shop, at, { code: 'HAFEN15' })
  const count = async (given: Partial<CartAsk>) => {
    const before = shop.db.statements()
    await view(given)
    return shop.db.statements() - before
  }
  const ask = { destination: { country: 'DE' }, methodCode: 'standard', isShown: true }
  const first = await count(ask)
  assert.ok(first <= 5, String(first))
  assert.equal(await count(ask), 2)
  assert.equal(await count({ ...ask, isBinding: true }), 3)
  await setPrice(shop, mug, 1990)
  assert.equal(await count(ask), 4)
  assert.equal(await count({}), 2)
})
