import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formsOf, wordsOf } from '../../../test/helpers/visitor.ts'
import type { Order } from '../../domain/orders/order.ts'
import { priceCart } from '../../domain/pricing/price-cart.ts'
import { readIdentity } from '../../domain/settings/read-identity.ts'
import type { Shop } from '../../domain/shop.ts'
import { Cookies } from '../../kit/http.ts'
import { fixedSecret } from '../../kit/secret.ts'
import { openVisit, type Visit } from '../visit.ts'
import { orderView } from './order-view.ts'
import { receiptView } from './receipt-view.ts'

const now = new Date('2026-11-24T15:05:00Z')
const own = await readIdentity()
assert.ok(own.ok)
const { identity } = own

/** Views read nothing: secret, clock and the company's words are all that they need of the shop. */
function aVisit(locale: 'en' | 'de'): Visit {
  const market = {
    code: locale === 'de' ? 'de' : 'us',
    name: '',
    currency: locale === 'de' ? 'EUR' : 'USD',
    taxStyle: locale === 'de' ? ('included' as const) : ('added' as const),
    locales: [locale],
    countries: [locale === 'de' ? 'DE' : 'US'],
    timeZone: 'UTC',
    cutOffHour: 13,
    holidays: [],
    locations: [],
  }
  const random = (n: number) => Buffer.alloc(n)
  const needed = { secret: fixedSecret('secret'), clock: () => now, random, name: 'Tradewind', identity }
  return openVisit({
    shop: needed as unknown as Shop,
    request: new Request('http://shop.test/'),
    passage: { requestId: 'r1', headers: {} },
    keep: () => {},
    url: new URL('http://shop.test/'),
    route: 'order',
    params: {},
    market,
    locale,
    cookies: new Cookies(null, 'http://shop.test'),
  })
}

const address = {
  firstName: 'Ada',
  lastName: 'Miller',
  company: '',
  line1: '1 Main St',
  line2: '',
  postcode: '97205',
  city: 'Portland',
  region: 'OR',
  country: 'US',
  phone: '',
}

function anOrder(given: Partial<Order> = {}): Order {
  const receipt = priceCart({
    currency: 'USD',
    taxStyle: 'added',
    lines: [{ variantId: 1, quantity: 2, unitPriceMinor: 1800, taxClass: 'standard' }],
    discount: null,
    shipping: { methodCode: 'standard', priceMinor: 590 },
    taxRates: [],
  })
  const payment = { id: 'p', attempt: 1, amountMinor: 4190, currency: 'USD', surplus: false, pageUrl: null }
  return {
    id: 'o',
    number: 'T4K7-9QWX-MC',
    market: 'us',
    locale: 'en',
    currency: 'USD',
    accountId: null,
    state: 'placed',
    cancelReason: null,
    cartId: 'c',
    cartVersion: 1,
    methodName: 'Standard delivery',
    deliveryFrom: '2026-11-27',
    deliveryTo: '2026-12-01',
    code: null,
    totalMinor: 4190,
    refundedMinor: 0,
    receipt,
    createdAt: now,
    placedAt: now,
    shippedAt: null,
    cancelledAt: null,
    email: 'ada@example.com',
    shipping: address,
    billing: address,
    lines: [
      {
        position: 1,
        variantId: 1,
        productId: 1,
        sku: 'MUG',
        name: 'Mug',
        options: 'Sage',
        imageKey: null,
        quantity: 2,
        unitPriceMinor: 1800,
        discountMinor: 0,
        taxMinor: 0,
        grossMinor: 3600,
      },
    ],
    payments: [{ ...payment, state: 'captured', capturedMinor: 4190, expiresAt: null, createdAt: now, settledAt: now }],
    refunds: [],
    shipments: [],
    events: [],
    ...given,
  }
}

const show = (order: Order, locale: 'en' | 'de' = 'en', isUnclear = false): string =>
  orderView(aVisit(locale), { order, token: 'T', items: [], offersAccount: true, isUnclear }).text

const waiting = (state: Order['payments'][number]['state']): Order =>
  anOrder({
    state: 'awaiting-payment',
    placedAt: null,
    payments: anOrder().payments.map((payment) => ({ ...payment, state, capturedMinor: 0, settledAt: null })),
  })

test('names, addresses and mail addresses that look like HTML stay text', () => {
  const evil = '"><script>alert(1)</script>'
  const [line] = anOrder().lines
  assert.ok(line)
  const order = anOrder({
    email: evil,
    shipping: { ...address, firstName: evil, line1: evil, city: evil },
    billing: { ...address, lastName: evil, company: evil },
    lines: [{ ...line, name: evil, options: evil, sku: evil }],
    shipments: [{ id: 's', carrier: evil, tracking: evil, city: evil, shippedAt: now }],
    methodName: evil,
    code: evil,
    state: 'shipped',
  })
  for (const page of [show(order), receiptView(aVisit('en'), order, 'T').text]) {
    assert.doesNotMatch(page, /<script/)
    assert.match(page, /&quot;&gt;&lt;script&gt;/)
  }
})

test('what can be done with an order follows its state', () => {
  const doable = (order: Order, isUnclear = false) =>
    formsOf(show(order, 'en', isUnclear)).map(({ action }) => action.replace('/us/en/orders/T/', ''))
  assert.deepEqual(doable(waiting('open')), ['pay', 'account', 'cancel'])
  assert.deepEqual(doable(waiting('failed')), ['pay', 'account', 'cancel'])
  assert.deepEqual(doable(waiting('asking')), ['pay', 'account', 'cancel'])
  assert.deepEqual(doable(waiting('processing')), ['account'])
  assert.deepEqual(doable(waiting('flagged')), ['account'])
  assert.deepEqual(doable(waiting('open'), true), ['account'])
  assert.deepEqual(doable(anOrder()), ['account', 'cancel'])
  assert.deepEqual(doable(anOrder({ state: 'shipped' })), ['account'])
  assert.deepEqual(doable(anOrder({ state: 'cancelled', cancelReason: 'shopper' })), ['account'])
})

test('only a payment that is known not to have come is said not to have come', () => {
  const claims = /Nothing was charged|No payment has reached us/
  for (const state of ['open', 'failed', 'asking'] as const) assert.match(wordsOf(show(waiting(state))), claims, state)
  for (const state of ['processing', 'flagged'] as const)
    assert.doesNotMatch(wordsOf(show(waiting(state))), claims, state)
  assert.doesNotMatch(wordsOf(show(waiting('open'), 'en', true)), claims)
})

test('an order of somebody who was erased has lines and sums, and no name', () => {
  const erased = { email: null, shipping: null, billing: null }
  for (const state of ['awaiting-payment', 'placed', 'shipped', 'cancelled'] as const) {
    const words = wordsOf(show({ ...anOrder({ state }), ...erased }))
    assert.match(words, /The address was erased\./, state)
    assert.doesNotMatch(words, /null|undefined|Ada/, state)
  }
  assert.match(wordsOf(show({ ...anOrder({ state: 'placed' }), ...erased })), /Thank you Your order is placed\./)
})

test('a German order offers the withdrawal as long as it is bought', () => {
  const german = (state: Order['state']) => {
    const order = anOrder({ state, market: 'de', locale: 'de' })
    return show({ ...order, receipt: { ...order.receipt, taxStyle: 'included' } }, 'de')
  }
  assert.match(german('shipped'), /href="\/de\/de\/withdrawal\?order=T"[^>]*>.*Vertrag widerrufen/)
  assert.doesNotMatch(german('cancelled'), /withdrawal\?order/)
})
