import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type LedgerEntry, ledgerEntries } from '../../sandbox/control.ts'
import { type Sandbox, startSandbox } from '../../sandbox/provider.ts'
import { openStripe } from '../../src/adapters/payments/stripe.ts'
import { chooseDelivery } from '../../src/domain/checkout/choose-delivery.ts'
import { type OrderPlaced, placeOrder } from '../../src/domain/checkout/place-order.ts'
import { type Buyer, readCheckout } from '../../src/domain/checkout/read-checkout.ts'
import { saveDetails } from '../../src/domain/checkout/save-details.ts'
import type { ReturnLinks } from '../../src/domain/orders/offer-page.ts'
import { orderIdOf } from '../../src/domain/orders/order-link.ts'
import { settlePayment } from '../../src/domain/orders/settle-payment.ts'
import { takePaymentEvent } from '../../src/domain/orders/take-payment-event.ts'
import { verify } from '../../src/domain/reports/verify.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { openTestShop, type TestShop } from './test-shop.ts'

export const secretKey = 'sk_test_sandbox'
export const webhookSecret = 'whsec_test_sandbox'

export type PayingShop = TestShop & {
  sandbox: Sandbox
  ledger: () => LedgerEntry[]
  /** Events that the shop has answered, with its status. */
  events: { body: string; status: number }[]
  webhookUrl: string
}

/** A shop with the sandbox provider, which tells it of payments over HTTP. `webhooks: false`: it never does. */
export async function openPayingShop(
  t: TestContext,
  given: Partial<Shop> & { webhooks?: boolean; timeoutMs?: number } = {},
): Promise<PayingShop> {
  const { webhooks = true, timeoutMs, ...ports } = given
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-sandbox-'))
  const events: PayingShop['events'] = []
  let shop: PayingShop | undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8')
      let status = 500
      try {
        const signature = String(request.headers['stripe-signature'] ?? '')
        if (shop) status = (await takePaymentEvent(shop, { rawBody: body, signature })).ok ? 200 : 400
      } catch {
        // As the web process answers: the provider tries again.
      }
      events.push({ body, status })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/payments`
  const sandbox = await startSandbox({
    port: 0,
    ledgerFile: join(folder, 'ledger.jsonl'),
    secretKey,
    webhookUrl: webhooks ? webhookUrl : '',
    webhookSecret,
    speed: 60,
  })
  const payments = await openStripe({
    url: new URL(`stripe+${sandbox.url}`),
    secretKey: fixedSecret(secretKey),
    webhookSecrets: fixedSecret(webhookSecret),
    timeoutMs: timeoutMs ?? 8_000,
  })
  t.after(async () => {
    await sandbox.close()
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
    rmSync(folder, { recursive: true, force: true })
  })
  const base = await openTestShop(t, { payments, ...ports })
  shop = { ...base, sandbox, ledger: () => ledgerEntries(sandbox.bank), events, webhookUrl }
  return shop
}

export const links = (token: string): ReturnLinks => ({
  returnUrl: `http://shop.test/de/de/checkout/return?order=${token}`,
  cancelUrl: `http://shop.test/de/de/orders/${token}`,
})

export const addressIn = (country: 'DE' | 'US') =>
  country === 'DE'
    ? { country, firstName: 'Erika', lastName: 'Muster', line1: 'Am Kai 1', postcode: '20457', city: 'Hamburg' }
    : {
        country,
        firstName: 'Ada',
        lastName: 'Miller',
        line1: '1 Main St',
        postcode: '97205',
        city: 'Portland',
        region: 'OR',
      }

export type ReadyCart = {
  cartId: string
  place: { market: string; locale: 'en' | 'de' }
  buyer: Buyer | null
  /** What the order page would send. */
  form: { key: string; cartVersion: number; totalMinor: number }
}

/** A cart with everything told, as it stands before the order button. */
export async function aReadyCart(
  shop: Shop,
  given: {
    lines: { variantId: number; quantity: number }[]
    market?: 'de' | 'us'
    email?: string
    code?: string
    buyer?: Buyer
    cartId?: string
  },
): Promise<ReadyCart> {
  const { market = 'de', buyer = null } = given
  const cartId = given.cartId ?? randomBytes(16).toString('base64url')
  const place = { market, locale: market === 'de' ? ('de' as const) : ('en' as const) }
  for (const line of given.lines)
    await shop.carts.change(cartId, market, { kind: 'add', seenPriceMinor: null, ...line })
  if (given.code) await shop.carts.change(cartId, market, { kind: 'code', code: given.code })
  const email = given.email ?? `buyer-${cartId.toLowerCase().replace(/[^a-z0-9]/g, '')}@example.com`
  const saved = await saveDetails(
    shop,
    { cartId, place, buyer },
    { email, shipping: addressIn(market === 'de' ? 'DE' : 'US') },
  )
  if (!saved.ok) throw new Error(`The details were refused: ${JSON.stringify(saved)}`)
  const options = await readCheckout(shop, { cartId, place, buyer })
  const method = options?.view.shippingOptions[0]
  if (!method) throw new Error('There is no way to send it.')
  await chooseDelivery(shop, cartId, { methodCode: method.code })
  const ready = await readCheckout(shop, { cartId, place, buyer })
  if (!ready) throw new Error('There is no cart.')
  return {
    cartId,
    place,
    buyer,
    form: { key: newKey(), cartVersion: ready.view.cart.version, totalMinor: ready.view.priced.totalMinor },
  }
}

export const newKey = (): string => randomBytes(16).toString('base64url')

export const place = (shop: Shop, cart: ReadyCart): Promise<OrderPlaced> => placeOrder(shop, { ...cart, links })

/** Places the order and says its token and payment page; fails when it was not placed. */
export async function placed(shop: Shop, cart: ReadyCart): Promise<{ token: string; sessionRef: string }> {
  const answer = await place(shop, cart)
  if (!answer.ok || !answer.paymentPage) throw new Error(`Not placed: ${JSON.stringify(answer)}`)
  return { token: answer.token, sessionRef: new URL(answer.paymentPage).pathname.split('/')[2] ?? '' }
}

/** The order as it was paid, with nobody telling the shop but the caller. */
export async function paidOrder(
  shop: PayingShop,
  cart: ReadyCart,
): Promise<{ token: string; sessionRef: string; orderId: string }> {
  const made = await placed(shop, cart)
  await shop.sandbox.bank.pay(made.sessionRef, 'success')
  const orderId = orderIdOf(shop, made.token) ?? ''
  await settlePayment(shop, { newestOf: orderId })
  return { ...made, orderId }
}

/** Fails with what is broken. Mails and facts are the worker's: left out where none runs. */
export async function holds(shop: Shop, promises = ['I1', 'I2', 'I7']): Promise<void> {
  const { invariants } = await verify(shop, { patienceMs: 0 })
  for (const name of promises) assert.deepEqual(invariants[name]?.violations, [], name)
}

/** Looks until it is so, for at most some seconds. */
export async function until<T>(look: () => Promise<T | undefined | null | false>, seconds = 10): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error('It did not come about in time.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
