import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behavioursOf, type Template } from '../../infra/proof/edge-of.ts'
import { openTestApp } from '../helpers/test-app.ts'
import { Visitor, wordsOf } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { fakeCloudFront } from './fake-cloud-front.ts'
import { stacksOf, withoutInfra } from './templates.ts'

/** A purchase as in test/journeys, with CloudFront before the program as the template makes it. */

const place = '/us/en'

test('a guest buys through CloudFront, and nothing that it keeps or shows the next visitor holds a word of it', {
  skip: withoutInfra,
}, async (t) => {
  const app = await openTestApp(t)
  const { variantId } = await addWare(app.shop, { key: 'mug', stock: { hamburg: 5, columbus: 5 } })
  const edge = stacksOf('small').find(({ id }) => id === 'edge') ?? assert.fail('There is no edge.')
  const { fetch, kept, passed } = fakeCloudFront(app.fetch, behavioursOf(edge.template as unknown as Template))

  const buyer = new Visitor(fetch, app.shop.publicUrl)
  const shelf = [
    place,
    `${place}/p/mug`,
    `${place}/search?q=mug`,
    `${place}/new`,
    `${place}/info/shipping`,
    '/robots.txt',
  ]
  for (const path of shelf) assert.equal((await buyer.get(path)).status, 200, path)
  const cart = await buyer.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '2' })
  assert.match(wordsOf(cart.text), /\$58\.00/)
  // Once more with cookies: they reach no program that fills the cache.
  for (const path of shelf) await buyer.get(`${path}${path.includes('?') ? '&' : '?'}utm_source=letter`)
  const details = await buyer.get(`${place}/checkout`)
  const delivery = await buyer.send(details, `${place}/checkout/details`, {
    email: 'ada@example.com',
    firstName: 'Erika',
    lastName: 'Muster',
    line1: 'Am Kai 1',
    postcode: '97205',
    city: 'Portland',
    region: 'OR',
    country: 'US',
  })
  const review = await buyer.send(delivery, `${place}/checkout/delivery`)
  await buyer.send(review, `${place}/checkout/place`)
  assert.ok(buyer.leftFor?.startsWith(app.shop.sandbox.url))
  const token =
    /\/orders\/([\w-]{44})"/.exec((await buyer.get(`${place}/checkout`)).text)?.[1] ?? assert.fail('No order.')
  assert.equal((await buyer.get(`${place}/orders/${token}`)).status, 200)

  const secrets = [...buyer.cookies.values(), token, 'ada@example.com', 'Erika', 'Am Kai 1']
  assert.ok(secrets.length >= 6)
  const next = new Visitor(fetch, app.shop.publicUrl)
  const own = ['/cart', '/cart/drawer', '/checkout', '/me', '/account', '/account/orders', '/order-lookup']
  for (const path of [...shelf, ...own.map((path) => place + path)]) {
    const { text, headers } = await next.get(path)
    for (const secret of secrets) assert.ok(!text.includes(secret), `${path} shows the next visitor ${secret}`)
    if (shelf.includes(path)) assert.equal(headers.get('set-cookie'), null, path)
  }
  assert.ok(kept.size >= shelf.length)
  for (const [key, { body, headers }] of kept) {
    assert.equal(headers.get('set-cookie'), null, key)
    for (const secret of secrets) assert.ok(!body.includes(secret), `${key} holds ${secret}`)
  }
  // The buyer, the buyer with cookies and the mark of a campaign, the next visitor.
  const asked = (path: string) => passed.filter((one) => one.path === path).map(({ isHit }) => isHit)
  for (const path of shelf) assert.deepEqual(asked(path), [false, true, true], path)
})
