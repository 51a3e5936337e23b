import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chooseDelivery } from '../../src/domain/checkout/choose-delivery.ts'
import { readCheckout } from '../../src/domain/checkout/read-checkout.ts'
import { resumePayment, takeReturn } from '../../src/domain/checkout/resume-payment.ts'
import { saveDetails } from '../../src/domain/checkout/save-details.ts'
import { cancelOrder } from '../../src/domain/orders/cancel-order.ts'
import { compareLedger } from '../../src/domain/orders/compare-ledger.ts'
import { orderIdOf } from '../../src/domain/orders/order-link.ts'
import { reconcilePayments } from '../../src/domain/orders/reconcile-payments.ts'
import { refundOrder } from '../../src/domain/orders/refund-order.ts'
import { shipOrder } from '../../src/domain/orders/ship-order.ts'
import { addCode } from '../../src/domain/promotions/add-code.ts'
import { verify } from '../../src/domain/reports/verify.ts'
import { sql } from '../../src/kit/db.ts'
import { addressIn, holds, links, newKey, openPayingShop, type PayingShop, place } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'

/** Two shoppers do what they like in any order: whatever it is, money, stock and codes stay right after every step. */

const steps = [
  'add',
  'add',
  'remove',
  'code',
  'details',
  'move',
  'delivery',
  'place',
  'place',
  'place again',
  'pay',
  'pay',
  'decline',
  'pay and return',
  'pay and return',
  'pay and return',
  'pay late',
  'page expires',
  'return',
  'resume',
  'cancel',
  'staff ships',
  'staff refunds',
  'refund there',
  'time passes',
  'reconcile',
] as const
type Step = (typeof steps)[number]

type Shopper = { cartId: string; email: string; key: string; token: string }

async function walk(shop: PayingShop, who: Shopper, step: Step, variantIds: number[], n: number): Promise<void> {
  const ask = { cartId: who.cartId, place: { market: 'de', locale: 'de' as const }, buyer: null }
  const variantId = variantIds[n % variantIds.length] ?? 0
  const orderId = orderIdOf(shop, who.token) ?? ''
  const { bank } = shop.sandbox
  const entry = shop.ledger().findLast((page) => page.orderId === orderId)
  switch (step) {
    case 'add':
      await shop.carts.change(who.cartId, 'de', { kind: 'add', variantId, quantity: 1 + (n % 2), seenPriceMinor: null })
      return
    case 'remove':
      await shop.carts.change(who.cartId, 'de', { kind: 'set', variantId, quantity: 0 })
      return
    case 'code':
      await shop.carts.change(who.cartId, 'de', { kind: 'code', code: 'ONCE' })
      return
    case 'details':
      await saveDetails(shop, ask, { email: who.email, shipping: addressIn('DE') })
      return
    case 'move':
      await saveDetails(shop, ask, { email: who.email, shipping: { ...addressIn('DE'), line1: `Am Kai ${n}` } })
      return
    case 'delivery':
      await chooseDelivery(shop, who.cartId, { methodCode: n % 7 === 0 ? 'by-balloon' : 'standard' })
      return
    case 'place':
    case 'place again': {
      if (step === 'place') who.key = newKey()
      const seen = await readCheckout(shop, ask)
      const form = {
        key: who.key,
        cartVersion: seen?.view.cart.version ?? 1,
        totalMinor: seen?.view.priced.totalMinor ?? 0,
      }
      const answer = await place(shop, { ...ask, form })
      if ('token' in answer) who.token = answer.token
      return
    }
    case 'pay':
    case 'decline':
    case 'pay late': {
      const outcome = step === 'pay' ? 'success' : step === 'decline' ? 'decline' : 'late'
      if (entry) await bank.pay(entry.session, outcome)
      return
    }
    case 'pay and return':
      if (entry) await bank.pay(entry.session, 'success')
      await takeReturn(shop, who.token)
      return
    case 'page expires':
      if (entry?.state === 'open') await bank.expire(entry.session)
      return
    case 'return':
      await takeReturn(shop, who.token)
      return
    case 'resume':
      await resumePayment(shop, { token: who.token, links })
      return
    case 'cancel':
      if (orderId) await cancelOrder(shop, { orderId, reason: 'shopper' })
      return
    case 'staff ships':
      if (orderId) await shipOrder(shop, { orderId, carrier: 'DHL' })
      return
    case 'staff refunds':
      if (orderId)
        await refundOrder(shop, {
          orderId,
          idempotencyKey: newKey(),
          what: { amountMinor: 100 * (n + 1) },
          reason: 'walk',
        })
      return
    case 'refund there':
      if (entry?.intent && entry.captured - entry.refunded > 50)
        await bank.refund({ intentId: entry.intent, amount: 50, reason: null, metadata: {} })
      return
    case 'time passes':
      await shop.db.change(sql`
        with p as (update payment set created_at = created_at - interval '30 minutes', expires_at = expires_at - interval '30 minutes',
          settled_at = settled_at - interval '30 minutes', check_at = check_at - interval '30 minutes'),
        r as (update refund set created_at = created_at - interval '30 minutes')
        update orders set created_at = created_at - interval '30 minutes'`)
      return
    case 'reconcile':
      await reconcilePayments(shop)
  }
}

/** Until the reconciler comes, a reservation may be older than it should. */
async function holdsMeanwhile(shop: PayingShop): Promise<void> {
  const { invariants } = await verify(shop, { patienceMs: 0 })
  const broken = ['I2', 'I7'].flatMap((name) => invariants[name]?.violations ?? [])
  assert.deepEqual(
    broken.filter(({ what }) => what !== 'reserved for too long'),
    [],
  )
}

test('whatever shoppers, staff and provider do in whatever order, the books are right after every step', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const variantIds: number[] = []
  for (const [key, hamburg] of [
    ['mug', 5_000],
    ['plate', 40],
  ] as const)
    variantIds.push((await addWare(shop, { key, price: { de: 2490 }, stock: { hamburg } })).variantId)
  await addCode(shop, {
    code: 'ONCE',
    off: { kind: 'percentage', basisPoints: 2000 },
    limitPerPerson: 1,
    limitTotal: 9,
  })
  let walks = 0
  const action = fc.tuple(fc.constantFrom(...steps), fc.boolean(), fc.nat(9))
  // Every walk begins at the order button: else few would come so far.
  const ready: Step[] = ['add', 'details', 'delivery', 'place']
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 24 }), async (actions) => {
      walks++
      const shoppers = [0, 1].map((i): Shopper => {
        const id = `walk-${walks}-${i}-${newKey()}`.slice(0, 40)
        return { cartId: id, email: `walker${walks}-${i}@example.com`, key: newKey(), token: '' }
      })
      for (const who of shoppers) for (const step of ready) await walk(shop, who, step, variantIds, 1)
      for (const [step, first, n] of actions) {
        const who = shoppers[first ? 0 : 1]
        if (who) await walk(shop, who, step, variantIds, n)
        await holdsMeanwhile(shop)
      }
      // In the end everything that was left open is brought to its end.
      for (let i = 0; i < 6; i++) {
        for (const intentId of [...shop.sandbox.bank.ledger.later.keys()])
          await shop.sandbox.bank.settleLater(intentId, true)
        await walk(shop, shoppers[0] as Shopper, 'time passes', variantIds, 0)
        await reconcilePayments(shop)
      }
      await compareLedger(shop)
      await holds(shop, ['I1', 'I2', 'I7'])
      const open = await shop.db.row<{ n: number }>(
        sql`select count(*)::int as n from orders where state = 'awaiting-payment'`,
      )
      assert.equal(open?.n, 0)
    }),
    // A walk that failed leaves its orders behind: shrinking would meet them.
    { ...(process.env.WALKS ? { numRuns: Number(process.env.WALKS) } : { numRuns: 40, seed: 4 }), endOnFailure: true },
  )
  // The walks have been everywhere: else they prove little.
  const seen = await shop.db.row<{ states: string[] }>(sql`
    select array(select distinct state from orders union select distinct 'cancelled: ' || cancel_reason from orders
      where cancel_reason is not null union select distinct 'payment ' || state from payment
      union select distinct 'refund ' || reason from refund union select 'surplus' from payment where surplus
      union select distinct 'event ' || kind from order_event) as states`)
  if (process.env.WALKS) process.stdout.write(`${seen?.states.sort().join(', ')}\n`)
  for (const state of ['placed', 'shipped', 'cancelled: expired', 'cancelled: shopper', 'cancelled: cart-changed'])
    assert.ok(seen?.states.includes(state), state)
})
