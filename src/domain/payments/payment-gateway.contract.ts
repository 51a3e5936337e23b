import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { type PageAsk, type PaymentGateway, ProviderRefused, ProviderUnreachable } from './payment-gateway.ts'

export type GatewayUnderTest = {
  gateway: PaymentGateway
  /** What happens at the provider without us. */
  pay(sessionRef: string): Promise<void>
  refundThere(paymentRef: string, amountMinor: number): Promise<void>
  /** The next call is done, but its answer is lost. */
  loseAnswer(): void
  /** The next call is refused for being one too many. */
  tooMany(): void
  /** A signed event about a page, as the provider would send it. */
  event(sessionRef: string, at?: Date): Promise<{ rawBody: string; signature: string }>
}

export const aPageAsk = (given: Partial<PageAsk> = {}): PageAsk => ({
  idempotencyKey: randomUUID(),
  orderId: randomUUID(),
  orderNumber: 'T4K7-9QWX-MC',
  amountMinor: 4990,
  currency: 'EUR',
  locale: 'de',
  email: 'erika@example.com',
  description: 'Bestellung T4K7-9QWX-MC',
  returnUrl: 'http://shop.test/return',
  cancelUrl: 'http://shop.test/back',
  expiresAt: new Date(Date.now() + 31 * 60_000),
  ...given,
})

/** What every payment provider promises the shop. */
export function paymentGatewayContract(name: string, open: (t: TestContext) => Promise<GatewayUnderTest>): void {
  const it = (title: string, check: (on: GatewayUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => check(await open(t)))

  it('the same key gives the same page, with another amount it is refused', async ({ gateway }) => {
    const ask = aPageAsk()
    const page = await gateway.askForPage(ask)
    assert.deepEqual(await gateway.askForPage(ask), page)
    await assert.rejects(gateway.askForPage({ ...ask, amountMinor: 1 }), ProviderRefused)
    assert.ok(URL.canParse(page.url))
    assert.ok(Math.abs(page.expiresAt.getTime() - ask.expiresAt.getTime()) < 1000)
  })

  it('a page is open, then captured with the amount that was asked for', async ({ gateway, pay }) => {
    const ask = aPageAsk()
    const { sessionRef, url } = await gateway.askForPage(ask)
    const open = await gateway.readStatus({ sessionRef })
    assert.deepEqual([open?.state, open?.capturedMinor, open?.url], ['open', 0, url])
    await pay(sessionRef)
    const paid = await gateway.readStatus({ sessionRef })
    assert.deepEqual(
      [paid?.state, paid?.capturedMinor, paid?.currency, paid?.orderId, paid?.url],
      ['captured', 4990, 'EUR', ask.orderId, null],
    )
    assert.ok(paid?.paymentRef)
  })

  it('a page whose answer was lost is found by its key', async ({ gateway, loseAnswer }) => {
    const ask = aPageAsk()
    await gateway.askForPage(aPageAsk())
    loseAnswer()
    await assert.rejects(gateway.askForPage(ask), ProviderUnreachable)
    const found = await gateway.readStatus({ idempotencyKey: ask.idempotencyKey, createdAfter: new Date() })
    assert.deepEqual([found?.state, found?.orderId], ['open', ask.orderId])
    assert.equal((await gateway.askForPage(ask)).sessionRef, found?.sessionRef)
    assert.equal(await gateway.readStatus({ idempotencyKey: 'never used', createdAfter: new Date() }), null)
    assert.equal(await gateway.readStatus({ sessionRef: 'cs_test_unknown' }), null)
  })

  it('a closed page says so; closing a paid one says that it is paid', async ({ gateway, pay }) => {
    const closed = await gateway.askForPage(aPageAsk())
    assert.equal((await gateway.expirePage(closed.sessionRef)).state, 'expired')
    assert.equal((await gateway.expirePage(closed.sessionRef)).state, 'expired')
    const paid = await gateway.askForPage(aPageAsk())
    await pay(paid.sessionRef)
    assert.equal((await gateway.expirePage(paid.sessionRef)).state, 'captured')
  })

  it('the same key refunds once; more than there is is refused', async ({ gateway, pay, refundThere }) => {
    const { sessionRef } = await gateway.askForPage(aPageAsk())
    await pay(sessionRef)
    const paymentRef = (await gateway.readStatus({ sessionRef }))?.paymentRef ?? ''
    const ask = { idempotencyKey: randomUUID(), orderRefundId: randomUUID(), paymentRef, amountMinor: 1000 }
    const refund = await gateway.refund(ask)
    assert.deepEqual([refund.state, refund.amountMinor, refund.orderRefundId], ['done', 1000, ask.orderRefundId])
    assert.deepEqual(await gateway.refund(ask), refund)
    await refundThere(paymentRef, 500)
    const all = await gateway.listRefunds(paymentRef)
    assert.deepEqual(all.map(({ amountMinor, orderRefundId }) => [amountMinor, orderRefundId]).sort(), [
      [1000, ask.orderRefundId],
      [500, null],
    ])
    assert.equal((await gateway.readStatus({ sessionRef }))?.refundedMinor, 1500)
    const tooMuch = { ...ask, idempotencyKey: randomUUID(), amountMinor: 3491 }
    await assert.rejects(gateway.refund(tooMuch), ProviderRefused)
  })

  it('the books name every captured payment with its order', async ({ gateway, pay }) => {
    const asks = [aPageAsk(), aPageAsk({ currency: 'USD', amountMinor: 123 }), aPageAsk()]
    const pages = []
    for (const ask of asks) pages.push(await gateway.askForPage(ask))
    for (const page of pages.slice(0, 2)) await pay(page.sessionRef)
    const found: unknown[][] = []
    for await (const payment of gateway.listPayments(new Date(Date.now() - 60_000)))
      found.push([payment.orderId, payment.capturedMinor, payment.currency])
    assert.deepEqual(
      found.sort(),
      [
        [asks[0]?.orderId, 4990, 'EUR'],
        [asks[1]?.orderId, 123, 'USD'],
      ].sort(),
    )
  })

  it('being one too many is no answer', async ({ gateway, tooMany }) => {
    tooMany()
    await assert.rejects(gateway.askForPage(aPageAsk()), ProviderUnreachable)
  })

  it('an event is read only with a signature of ours that is not older than five minutes', async ({
    gateway,
    event,
  }) => {
    const { sessionRef } = await gateway.askForPage(aPageAsk())
    const { rawBody, signature } = await event(sessionRef)
    const read = await gateway.readEvent(rawBody, signature)
    assert.deepEqual([read?.kind, read?.sessionRef], ['page', sessionRef])
    assert.equal(await gateway.readEvent(`${rawBody} `, signature), null)
    assert.equal(await gateway.readEvent(rawBody, ''), null)
    const old = await event(sessionRef, new Date(Date.now() - 301_000))
    assert.equal(await gateway.readEvent(old.rawBody, old.signature), null)
  })
}
