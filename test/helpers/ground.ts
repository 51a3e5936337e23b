import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { saveAddress } from '../../src/domain/customers/address-book.ts'
import { answerRequest } from '../../src/domain/customers/answer-request.ts'
import { askForAccount } from '../../src/domain/customers/ask-account.ts'
import { openAccount } from '../../src/domain/customers/open-account.ts'
import { startSession } from '../../src/domain/customers/session.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { reindexAll } from '../../src/domain/search/reindex-all.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { sql } from '../../src/kit/db.ts'
import { formToken } from '../../src/kit/http.ts'
import { type Route, type StorefrontRoute, storefrontRoutes } from '../../src/routes.ts'
import { addressIn, aReadyCart, paidOrder } from './paying-shop.ts'
import { openTestApp, type TestApp } from './test-app.ts'
import { Visitor } from './visitor.ts'
import { addWare } from './wares.ts'

/** A shop where there is something behind every route, and two people who must not meet. */

export const password = 'four small boats'

export type Shopper = { visitor: Visitor; personId: string; email: string; addressId: string; session: string }
export type Bought = { token: string; number: string; orderId: string }

export type Ground = {
  app: TestApp
  variantId: number
  /** Bought by a guest. */
  order: Bought
  /** A visitor with a cart, its details told. */
  guest: Visitor
  ada: Shopper
  eve: Shopper
}

export async function openGround(t: TestContext, given: Partial<Shop> = {}, words = 'Harbor mug'): Promise<Ground> {
  const app = await openTestApp(t, { webhooks: false, ...given })
  const { shop } = app
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 90, hamburg: 90 } })
  await tellOfIt(shop, words)
  const ready = await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 1 }] })
  const { token, orderId } = await paidOrder(shop, ready)
  const number = (await readOrder(shop, token))?.number ?? ''
  const cart = await aReadyCart(shop, { market: 'us', email: 'gwen@example.com', lines: [{ variantId, quantity: 1 }] })
  const guest = app.visitor()
  guest.cookies.set('cart-us', cart.cartId)
  // Prices that are seen for the first time are noted: that has happened before the test begins.
  await guest.get('/us/en/cart')
  const ada = await aShopper(app, 'ada@example.com')
  const eve = await aShopper(app, 'eve@example.com')
  return { app, variantId, order: { token, number, orderId }, guest, ada, eve }
}

/** Every text that a catalogue has about the ware, and its pages: category, collection, brand, attributes, a review. */
async function tellOfIt(shop: Shop, words: string): Promise<void> {
  const both = JSON.stringify({ en: words, de: words })
  await shop.db.change(sql`
    with places as (select unnest('{en,de}'::text[]) as locale),
    c as (insert into category_text (category_id, locale, slug, name, intro)
      select id, locale, 'mug', ${words}, ${words} from category, places),
    g as (insert into collection (code) values ('mug') returning id),
    gt as (insert into collection_text (collection_id, locale, slug, name, intro, story)
      select id, locale, 'mug', ${words}, ${words}, ${words} from g, places),
    gp as (insert into collection_product (collection_id, product_id, position) select g.id, p.id, 1 from g, product p),
    b as (insert into brand (code, name) values ('mug', ${words}) returning id),
    p as (update product set brand_id = b.id from b),
    t as (update product_text set name = ${words}, summary = ${words}, story = ${words}, care = ${words}, also_called = ${words}),
    a as (insert into attribute (code, kind, facet, names) values ('color', 'choice', true, ${both}::jsonb) returning id),
    v as (insert into attribute_value (attribute_id, code, names) select id, 'red', ${both}::jsonb from a returning id, attribute_id),
    po as (insert into product_option (product_id, attribute_id, position) select p.id, a.id, 1 from product p, a),
    vo as (insert into variant_option (variant_id, attribute_id, value_id) select w.id, v.attribute_id, v.id from variant w, v),
    pa as (insert into product_attribute (product_id, attribute_id, value_id) select p.id, v.attribute_id, v.id from product p, v),
    i as (insert into product_image (product_id, media_key, position, width, height, alts)
      select id, 'mug', 1, 1600, 1600, ${both}::jsonb from product)
    insert into review (product_id, locale, rating, title, body) select p.id, locale, 5, ${words}, ${words} from product p, places`)
  await reindexAll(shop)
}

/** An account with an address, signed in. */
export async function aShopper(app: { shop: Shop; fetch: TestApp['fetch'] }, email: string): Promise<Shopper> {
  const { shop, fetch } = app
  const place = { market: 'us', locale: 'en' as const }
  const asked = await askForAccount(shop, place, { email, password, firstName: 'Ada', lastName: 'Miller' })
  assert.ok(asked.ok)
  const request = await shop.db.pool.query('select id from account_request where email_index = $1', [
    shop.vault.emailIndex(email),
  ])
  const answer = await answerRequest(shop, request.rows[0].id)
  const opened = await openAccount(shop, { token: answer?.token ?? '', password })
  assert.ok(opened.ok)
  const { personId } = opened
  const more = { company: '', line2: '', region: '', phone: '', line1: `${email} street`, preferred: true }
  const { preferred, ...fields } = { ...addressIn('US'), ...more, region: 'OR' }
  const saved = await saveAddress(shop, personId, { fields, preferred })
  assert.ok(saved.ok)
  const visitor = new Visitor(fetch, shop.publicUrl)
  const session = await startSession(shop, personId, 'test')
  visitor.cookies.set('session', session)
  return { visitor, personId, email, addressId: saved.id, session }
}

export const routes = Object.entries(storefrontRoutes) as [StorefrontRoute, Route][]

/** Where each route leads on this ground; `given` names other things than those of the ground. */
export function pathOf(ground: Ground, name: StorefrontRoute, given: Record<string, string> = {}): string {
  const params: Record<string, string> = {
    slug: 'mug',
    topic: 'terms',
    variantId: String(ground.variantId),
    token: ground.order.token,
    number: ground.order.number,
    id: ground.ada.addressId,
    ...given,
  }
  const path = storefrontRoutes[name].path.replace(/:(\w+)/g, (_, param) => params[param] ?? '')
  return `/us/en${path}`
}

export type Ask = { method?: string; cookies?: Map<string, string>; headers?: Record<string, string>; form?: object }

/** One request as it is, without what a browser would add or follow. */
export async function ask(app: Pick<TestApp, 'shop' | 'fetch'>, path: string, given: Ask = {}): Promise<Response> {
  const { method = given.form ? 'POST' : 'GET', cookies, form } = given
  const headers = new Headers(given.headers)
  if (cookies?.size) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  if (form && !headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded')
  const body = form && new URLSearchParams(form as Record<string, string>).toString()
  return app.fetch(new Request(app.shop.publicUrl + path, { method, headers, body, redirect: 'manual' }))
}

/** A visitor's cookies with a form token that fits them. */
export function withToken(
  shop: Pick<Shop, 'secret'>,
  visitor: Visitor,
): { cookies: Map<string, string>; token: string } {
  const secret = 'a'.repeat(22)
  return { cookies: new Map([...visitor.cookies, ['visitor', secret]]), token: formToken(shop.secret, secret) }
}

/** Remembers all that the database holds; the answer fails when anything of it has changed since. */
export async function watchDatabase({ db }: Pick<Shop, 'db'>): Promise<() => Promise<void>> {
  const before = await marksOf(db)
  return async () => {
    const now = await marksOf(db)
    assert.deepEqual(
      Object.keys(now).filter((table) => now[table] !== before[table]),
      [],
      'These tables have changed.',
    )
  }
}

async function marksOf({ pool }: Shop['db']): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query(`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name
    from pg_tables where schemaname in ('public', 'graphile_worker') order by 1`)
  const marks: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `select count(*) || ':' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from ${name} t`,
    )
    marks[name] = rows[0].mark
  }
  return marks
}
