import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addressIn,
  aReadyCart,
  holds,
  links,
  newKey,
  openPayingShop,
  type PayingShop,
  place,
  placed,
  until,
} from '../../../test/helpers/paying-shop.ts'
import { anAccount } from '../../../test/helpers/test-keys.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { claimOrders } from '../orders/claim-orders.ts'
import { orderIdOf } from '../orders/order-link.ts'
import { readOrder } from '../orders/read-orders.ts'
import { addCode } from '../promotions/add-code.ts'
import { chooseDelivery } from './choose-delivery.ts'
import { readCheckout, readWaitingOrder, sweepCheckouts } from './read-checkout.ts'
import { resumePayment, takeReturn } from './resume-payment.ts'
import { saveDetails } from './save-details.ts'

const mugOf = (shop: PayingShop, pieces = 3) =>
  addWare(shop, { key: 'mug', price: { de: 2490, us: 2900 }, stock: { hamburg: pieces } })

const counts = async (shop: PayingShop) => ({
  orders: (await shop.db.row<{ n: number }>(sql`select count(*)::int as n from orders`))?.n,
  pages: shop.ledger().length,
})

test('a cart becomes an order, is paid on the provider’s page and is placed; the cart is empty then', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 2 }] })
  const { token, sessionRef } = await placed(shop, cart)
  assert.deepEqual(await stockOf(shop, variantId), [1, 2])
  const waiting = await readOrder(shop, token)
  assert.equal(waiting?.state, 'awaiting-payment')
  assert.equal(waiting?.totalMinor, cart.form.totalMinor)
  assert.equal((await shop.carts.read(cart.cartId))?.lines.length, 1)

  assert.equal(await shop.sandbox.bank.pay(sessionRef, 'success'), 'paid')
  const order = await until(async () => {
    const order = await readOrder(shop, token)
    return order?.state === 'placed' && order
  })
  assert.deepEqual(
    order.payments.map(({ state, capturedMinor }) => [state, capturedMinor]),
    [['captured', cart.form.totalMinor]],
  )
  assert.deepEqual(await stockOf(shop, variantId), [1, 0])
  await until(async () => (await shop.carts.read(cart.cartId))?.lines.length === 0)
  const facts = await shop.db.rows<{ fact: string }>(
    sql`select payload->>'fact' as fact from graphile_worker._private_jobs where payload->>'orderId' is not null`,
  )
  assert.deepEqual(facts, [{ fact: 'order.placed' }])
  await holds(shop)
})

test('an order in the United States is paid with the tax that was added', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { us: 2900 }, stock: { columbus: 1 } })
  const cart = await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 1 }] })
  const { token } = await placed(shop, cart)
  const order = await readOrder(shop, token)
  const [entry] = shop.ledger()
  assert.deepEqual([entry?.amount, entry?.currency], [cart.form.totalMinor, 'usd'])
  assert.equal(order?.receipt.totalMinor, cart.form.totalMinor)
})

test('the same key is the same order and the same page; with another body it is refused', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const first = await place(shop, cart)
  assert.deepEqual(await place(shop, cart), first)
  const other = { ...cart, form: { ...cart.form, totalMinor: cart.form.totalMinor + 1 } }
  assert.deepEqual(await place(shop, other), { ok: false, problem: 'key-reused' })
  assert.deepEqual(await counts(shop), { orders: 1, pages: 1 })
})

test('a second tab with a key of its own is led to the order of the first', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 1)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const first = await place(shop, cart)
  assert.deepEqual(await place(shop, { ...cart, form: { ...cart.form, key: newKey() } }), first)
  assert.deepEqual(await counts(shop), { orders: 1, pages: 1 })
  assert.deepEqual(await stockOf(shop, variantId), [0, 1])
})

test('the key of another cart opens nothing', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const one = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const two = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const [a, b] = [await placed(shop, one), await placed(shop, { ...two, form: { ...two.form, key: one.form.key } })]
  assert.notEqual(a.token, b.token)
})

test('back from the payment page unpaid, the same order is offered again and the last piece is still in the cart', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 1)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const first = await placed(shop, cart)
  assert.equal((await takeReturn(shop, first.token))?.state, 'awaiting-payment')

  const checkout = await readCheckout(shop, cart)
  assert.equal(checkout?.step, 'review')
  assert.equal(checkout?.view.isOrderable, true)
  assert.equal(checkout?.waiting?.token, first.token)
  assert.deepEqual((await readWaitingOrder(shop, cart.cartId)).held.pieces, [{ variantId, quantity: 1 }])
  const again = await resumePayment(shop, { token: first.token, links })
  assert.ok(again.ok && again.paymentPage?.endsWith(first.sessionRef))
})

test('after the page has expired, the same order gets another page', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const first = await placed(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
  await shop.sandbox.bank.expire(first.sessionRef)
  await until(async () => (await readOrder(shop, first.token))?.payments[0]?.state === 'expired')
  const again = await resumePayment(shop, { token: first.token, links })
  assert.ok(again.ok && again.paymentPage && !again.paymentPage.endsWith(first.sessionRef))
  const order = await readOrder(shop, first.token)
  assert.deepEqual(
    order?.payments.map(({ attempt, state }) => [attempt, state]),
    [
      [1, 'expired'],
      [2, 'open'],
    ],
  )
  assert.deepEqual(await stockOf(shop, variantId), [2, 1])
})

test('a cart that was changed meanwhile makes a new order, after the page of the old one is closed', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 2)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const old = await placed(shop, cart)
  const changed = await aReadyCart(shop, { cartId: cart.cartId, lines: [{ variantId, quantity: 1 }] })
  const next = await placed(shop, changed)
  assert.notEqual(next.token, old.token)
  const [first, second] = [await readOrder(shop, old.token), await readOrder(shop, next.token)]
  assert.deepEqual(
    [first?.state, first?.cancelReason, second?.state],
    ['cancelled', 'cart-changed', 'awaiting-payment'],
  )
  assert.equal(shop.ledger().find(({ session }) => session === old.sessionRef)?.state, 'expired')
  assert.deepEqual(await stockOf(shop, variantId), [0, 2])
  await holds(shop)
})

test('an address that was changed after the order makes a new order too', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 1)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const old = await placed(shop, cart)
  await saveDetails(shop, cart, {
    email: 'erika@example.com',
    shipping: { ...addressIn('DE'), line1: 'Neue Straße 2' },
  })
  const next = await placed(shop, { ...cart, form: { ...cart.form, key: newKey() } })
  assert.notEqual(next.token, old.token)
  assert.equal((await readOrder(shop, next.token))?.shipping?.line1, 'Neue Straße 2')
  assert.equal((await readOrder(shop, old.token))?.state, 'cancelled')
})

test('when the old order was paid while the cart was changed, no second one is made', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await mugOf(shop, 3)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const old = await placed(shop, cart)
  const changed = await aReadyCart(shop, { cartId: cart.cartId, lines: [{ variantId, quantity: 2 }] })
  await shop.sandbox.bank.pay(old.sessionRef, 'success')
  const answer = await place(shop, changed)
  assert.deepEqual(answer, { ok: false, problem: 'paid-already', token: old.token })
  // What was bought has left the cart, what was added later is still in it.
  assert.deepEqual(
    (await shop.carts.read(cart.cartId))?.lines.map((line) => line.quantity),
    [2],
  )
  await holds(shop)
})

test('a price that changed since the page was shown is shown again before anything is ordered', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  await shop.db.change(sql`update price set amount_minor = 2590 where variant_id = ${variantId}`)
  const answer = await place(shop, cart)
  assert.ok(!answer.ok && answer.problem === 'total-changed')
  assert.deepEqual(await counts(shop), { orders: 0, pages: 0 })
  assert.deepEqual(await stockOf(shop, variantId), [3, 0])
})

test('what is sold out is told with what is left, and nothing is written', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 2)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 2 }] })
  await placed(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
  assert.deepEqual(await place(shop, cart), {
    ok: false,
    problem: 'out-of-stock',
    lines: [{ variantId, wanted: 2, left: 1 }],
  })
  assert.deepEqual(await counts(shop), { orders: 1, pages: 1 })
})

test('steps cannot be skipped: without details, without a way, without a cart nothing is ordered', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const place1 = { market: 'de', locale: 'de' as const }
  const bare = { cartId: 'a-cart-of-the-tests-1', place: place1, buyer: null }
  const form = { key: newKey(), cartVersion: 1, totalMinor: 2490 }
  assert.deepEqual(await place(shop, { ...bare, form }), { ok: false, problem: 'no-cart' })
  await shop.carts.change(bare.cartId, 'de', { kind: 'add', variantId, quantity: 1, seenPriceMinor: null })
  assert.deepEqual(await place(shop, { ...bare, form }), { ok: false, problem: 'details-missing' })
  assert.deepEqual(await chooseDelivery(shop, bare.cartId, { methodCode: 'standard' }), {
    ok: false,
    problem: 'details-missing',
  })
  await saveDetails(shop, bare, { email: 'erika@example.com', shipping: addressIn('DE') })
  assert.deepEqual(await place(shop, { ...bare, form }), { ok: false, problem: 'method-missing' })
  await chooseDelivery(shop, bare.cartId, { methodCode: 'by-balloon' })
  assert.equal((await readCheckout(shop, bare))?.step, 'delivery')
  assert.deepEqual(await place(shop, { ...bare, form }), { ok: false, problem: 'method-missing' })
  assert.deepEqual(await counts(shop), { orders: 0, pages: 0 })
})

test('details are refused field by field, and nothing is kept of them', async (t) => {
  const shop = await openPayingShop(t)
  const cart = { cartId: 'a-cart-of-the-tests-2', place: { market: 'de', locale: 'de' as const }, buyer: null }
  const saved = await saveDetails(shop, cart, {
    email: 'erika',
    shipping: { ...addressIn('DE'), postcode: '2045' },
    billingIsSame: false,
    billing: { ...addressIn('DE'), lastName: '' },
  })
  assert.deepEqual(saved, {
    ok: false,
    problem: 'invalid-input',
    email: 'no-email',
    shipping: [{ field: 'postcode', problem: 'bad-postcode' }],
    billing: [{ field: 'lastName', problem: 'missing' }],
    countryNotServed: false,
  })
  const elsewhere = await saveDetails(shop, cart, { email: 'e@example.com', shipping: { ...addressIn('US') } })
  assert.ok(!elsewhere.ok && elsewhere.countryNotServed)
  assert.equal((await shop.db.row<{ n: number }>(sql`select count(*)::int as n from address`))?.n, 0)
  assert.equal((await shop.db.row<{ n: number }>(sql`select count(*)::int as n from person`))?.n, 0)
})

test('details that are typed again replace the old ones; the guest stays one person', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  await saveDetails(shop, cart, { email: 'new@example.com', shipping: { ...addressIn('DE'), city: 'Altona' } })
  const rows = await shop.db.row<{ people: number; keys: number; addresses: number }>(sql`
    select (select count(*)::int from person) as people, (select count(*)::int from person_key) as keys,
      (select count(*)::int from address) as addresses`)
  assert.deepEqual(rows, { people: 1, keys: 1, addresses: 2 })
  const told = (await readCheckout(shop, cart))?.details
  assert.deepEqual([told?.shipping.city, told?.email], ['Altona', 'new@example.com'])
})

const inAMonth = (shop: PayingShop) => ({ ...shop, clock: () => new Date(Date.now() + 31 * 86_400_000) })
const people = async ({ db }: PayingShop) =>
  (await db.rows<{ id: string }>(sql`select id from person order by id`)).map(({ id }) => id)

test('a guest who signs in and types again leaves nobody behind; who has ordered, withdrawn or reviewed stays', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const lines = [{ variantId, quantity: 1 }]
  await placed(shop, await aReadyCart(shop, { lines }))
  const personId = await anAccount(shop, 'erika@example.com')
  const [withdrew, reviewed] = [await anAccount(shop, 'w@example.com'), await anAccount(shop, 'r@example.com')]
  await shop.db.change(sql`delete from account where person_id <> ${personId}`)
  await shop.db.change(sql`insert into withdrawal (id, person_id, market, locale, sealed, idempotency_key, received_at)
    values (gen_random_uuid(), ${withdrew}, 'de', 'de', '', 'k', now())`)
  await shop.db.change(sql`insert into review (product_id, person_id, locale, rating, title, body)
    select id, ${reviewed}, 'de', 5, '', '' from product`)
  const stay = await people(shop)
  const cart = await aReadyCart(shop, { lines })
  const buyer = { personId, email: 'erika@example.com' }
  await saveDetails(shop, { ...cart, buyer }, { shipping: addressIn('DE') })
  assert.equal((await people(shop)).length, stay.length + 1)
  await sweepCheckouts(shop)
  assert.equal((await people(shop)).length, stay.length + 1)
  await shop.db.change(sql`update checkout set updated_at = now() + interval '31 days'`)
  await shop.db.change(sql`update contact set updated_at = now() - interval '1 day'`)
  await sweepCheckouts(inAMonth(shop))
  assert.deepEqual(await people(shop), stay)
})

test('an old checkout of a closed account with orders is swept, and the person stays with the orders', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const lines = [{ variantId, quantity: 1 }]
  const email = 'erika@example.com'
  await placed(shop, await aReadyCart(shop, { lines, email }))
  const personId = await anAccount(shop, email)
  assert.equal(await claimOrders(shop, personId), 1)
  await aReadyCart(shop, { lines, buyer: { personId, email } })
  await shop.db.change(sql`delete from account`)
  await sweepCheckouts(inAMonth(shop))
  assert.equal((await shop.db.rows(sql`select from checkout`)).length, 0)
  assert.ok((await people(shop)).includes(personId))
})

test('an order that costs nothing is placed without a payment page', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'leaflet', price: { de: 0 }, stock: { hamburg: 5 } })
  await addCode(shop, { code: 'SHIPFREE', off: { kind: 'free-shipping' } })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code: 'SHIPFREE' })
  assert.equal(cart.form.totalMinor, 0)
  const answer = await place(shop, cart)
  assert.ok(answer.ok && answer.paymentPage === null)
  assert.equal((await readOrder(shop, answer.token))?.state, 'placed')
  assert.deepEqual(await place(shop, cart), answer)
  assert.deepEqual(await counts(shop), { orders: 1, pages: 0 })
  assert.deepEqual(await stockOf(shop, variantId), [4, 0])
  assert.equal((await shop.carts.read(cart.cartId))?.lines.length, 0)
  await holds(shop)
})

test('when the provider’s answer is lost, the page that it made is found and offered', async (t) => {
  for (const fault of ['drop-after', 'error-after'] as const) {
    const shop = await openPayingShop(t)
    const { variantId } = await mugOf(shop)
    const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
    shop.sandbox.faults.rules.push({ on: 'sessions.create', do: fault })
    const { sessionRef } = await placed(shop, cart)
    assert.deepEqual(
      shop.ledger().map(({ session }) => session),
      [sessionRef],
      fault,
    )
  }
})

test('while the provider is down the order stands and says so; afterwards the same order is paid', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  shop.sandbox.faults.rules.push({ on: '*', do: 'drop-before', times: 2 })
  const down = await place(shop, cart)
  assert.ok(!down.ok && down.problem === 'payment-unclear')
  assert.equal((await readOrder(shop, down.token))?.state, 'awaiting-payment')

  await shop.db.change(sql`update payment set created_at = created_at - interval '10 seconds'`)
  const up = await place(shop, cart)
  assert.ok(up.ok && up.token === down.token && up.paymentPage)
  assert.deepEqual(await counts(shop), { orders: 1, pages: 1 })
})

test('a limit for each person counts guests by their e-mail address', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 5)
  await addCode(shop, { code: 'ONCE', off: { kind: 'percentage', basisPoints: 1000 }, limitPerPerson: 1 })
  const one = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code: 'ONCE', email: 'Erika@Example.com' })
  const before = await aReadyCart(shop, {
    lines: [{ variantId, quantity: 1 }],
    code: 'ONCE',
    email: 'erika@example.com',
  })
  await placed(shop, one)
  const answer = await place(shop, before)
  assert.ok(!answer.ok && answer.problem === 'total-changed')
  const later = await readCheckout(shop, before)
  assert.deepEqual(later?.view.codeProblem, { problem: 'code-not-valid' })
})

test('a code that may be used once is still good for the cart whose own order holds it', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 5)
  await addCode(shop, {
    code: 'ONCE',
    off: { kind: 'percentage', basisPoints: 1000 },
    limitTotal: 1,
    limitPerPerson: 1,
  })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code: 'ONCE' })
  const first = await place(shop, cart)
  const back = await readCheckout(shop, cart)
  assert.equal(back?.view.codeProblem, null)
  assert.equal(back?.view.priced.totalMinor, cart.form.totalMinor)
  assert.deepEqual(await place(shop, { ...cart, form: { ...cart.form, key: newKey() } }), first)
  // With another address it is another order, which takes the code over.
  await saveDetails(shop, cart, { email: 'e@example.com', shipping: { ...addressIn('DE'), city: 'Altona' } })
  const next = await place(shop, { ...cart, form: { ...cart.form, key: newKey() } })
  assert.ok(next.ok && first.ok && next.token !== first.token)
  await holds(shop)
})

test('an order’s link opens that order and no other', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const { token } = await placed(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
  assert.equal((await readOrder(shop, token))?.id, orderIdOf(shop, token))
  const last = token.at(-1) === 'A' ? 'B' : 'A'
  for (const wrong of [token.slice(0, -1) + last, token.slice(0, -1), `${token}A`, '', token.toLowerCase()])
    assert.equal(orderIdOf(shop, wrong), null, wrong)
})
