import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startStorefront } from '../../examples/storefront/server.ts'
import { sql } from '../../src/kit/db.ts'
import { freePort, serveTestApp } from '../helpers/served-app.ts'

test('the example shop front lists, searches, fills a cart and places an order, all through the client', async (t) => {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { shop, origin: shopOrigin } = await serveTestApp(t, { returnOrigins: [origin] })
  const example = await startStorefront({ shop: shopOrigin, market: 'us', locale: 'en', port })
  t.after(example.close)

  let cookie = ''
  /** As a browser with JavaScript off: a page, or where it leads. */
  const ask = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(origin + path, {
      method: form ? 'POST' : 'GET',
      headers: { cookie },
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return { status: response.status, to: response.headers.get('location'), text: await response.text() }
  }
  const cut = ({ text }: { text: string }, pattern: RegExp) =>
    pattern.exec(text)?.[1] ?? assert.fail(`${pattern}: ${text}`)

  assert.match((await ask('/')).text, /<h1>All we have<\/h1>/)
  const found = await ask('/?q=mug')
  assert.match(found.text, /<h1>\d+ × “mug”<\/h1>/)
  const product = await ask(cut(found, /href="(\/product\?slug=[^"]+)"/))
  assert.equal(product.status, 200)
  const variant = cut(product, /<option value="(\d+)"/)
  assert.equal((await ask('/cart', { variant })).to, '/cart')
  assert.match((await ask('/cart')).text, /1 × /)

  const refused = await ask('/checkout', { email: 'nobody', country: 'US' })
  assert.deepEqual([refused.status, /shipping\.line1/.test(refused.text)], [422, true])
  const address = { country: 'US', firstName: 'Ada', lastName: 'Miller', line1: '1 Main St' }
  const details = { ...address, postcode: '97205', city: 'Portland', region: 'OR', email: 'ada@example.com' }
  assert.equal((await ask('/checkout', details)).to, '/checkout')

  const review = await ask('/checkout')
  const agreed = {
    version: cut(review, /name="version" value="(\d+)"/),
    total: cut(review, /name="total" value="(\d+)"/),
  }
  const changed = await ask('/order', { ...agreed, total: '1' })
  assert.equal(changed.status, 409)
  const ordered = await ask('/order', agreed)
  const payment = ordered.to ?? assert.fail(ordered.text)
  assert.ok(payment.startsWith(shop.sandbox.url), payment)

  const paid = await fetch(payment, {
    method: 'POST',
    body: new URLSearchParams({ email: 'ada@example.com', card: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' }),
    redirect: 'manual',
  })
  const back = paid.headers.get('location') ?? assert.fail(await paid.text())
  assert.ok(back.startsWith(`${origin}/order?order=`), back)
  assert.match((await ask(back.slice(origin.length))).text, /<h1>Order \S+ is placed\. Thank you!<\/h1>/)
  const orders = await shop.db.rows<{ state: string; total: string }>(
    sql`select state, total_minor::text as total from orders`,
  )
  assert.deepEqual(orders, [{ state: 'placed', total: agreed.total }])
})
