import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGround, password, pathOf } from '../../../test/helpers/ground.ts'
import { aReadyCart, holds, paidOrder, place as placeCart } from '../../../test/helpers/paying-shop.ts'
import { openTestKeys } from '../../../test/helpers/test-keys.ts'
import { orderCommands } from '../../commands/order-commands.ts'
import { sql } from '../../kit/db.ts'
import { readHome } from '../browse/read-home.ts'
import { readAddresses } from '../customers/address-book.ts'
import { answerRequest } from '../customers/answer-request.ts'
import { askForAccount, askForEmailChange, askForReset } from '../customers/ask-account.ts'
import { readProfile } from '../customers/profile.ts'
import { readSession } from '../customers/session.ts'
import { signIn } from '../customers/sign-in.ts'
import { sendOrderMail } from '../notifications/send-order-mail.ts'
import { claimOrders } from '../orders/claim-orders.ts'
import { claimOrdersOf } from '../orders/order-table.ts'
import { findOrderToken, readOrder } from '../orders/read-orders.ts'
import { declareWithdrawal } from '../withdrawals/declare-withdrawal.ts'
import { readWithdrawal } from '../withdrawals/read-withdrawal.ts'
import { destroyPersonKey } from './destroy-person-key.ts'

const place = { market: 'us', locale: 'en' as const }

test('without the key nobody reads a person, in this process and in others; lines and money of orders stay', async (t) => {
  const ground = await openGround(t)
  const { app, ada, eve, variantId } = ground
  const { shop } = app
  const lines = [{ variantId, quantity: 1 }]
  // Once as a guest, before the account; once signed in.
  const asGuest = await paidOrder(shop, await aReadyCart(shop, { market: 'us', email: ada.email, lines }))
  await claimOrders(shop, ada.personId)
  const buyer = { personId: ada.personId, email: ada.email }
  const own = await paidOrder(shop, await aReadyCart(shop, { market: 'us', buyer, lines }))
  const number = (await readOrder(shop, own.token))?.number ?? ''
  const said = { name: 'Ada Miller', number, email: ada.email, articles: '' }
  const { id: withdrawalId } = await declareWithdrawal(shop, place, { ...said, idempotencyKey: 'k'.repeat(43) })
  assert.ok(await readWithdrawal(shop, withdrawalId))
  const other = { ...shop, ...(await openTestKeys(shop.db)) }
  assert.equal((await readOrder(other, own.token))?.email, ada.email)

  assert.equal(await destroyPersonKey(shop, ada.personId), true)
  assert.equal(await destroyPersonKey(shop, ada.personId), false)

  for (const process of [shop, other]) {
    assert.equal(await readProfile(process, ada.personId), undefined)
    assert.deepEqual(await readAddresses(process, ada.personId), [])
    assert.equal(await readSession(process, ada.session), null)
    assert.equal(await readWithdrawal(process, withdrawalId), null)
    for (const { token } of [asGuest, own]) {
      const order = await readOrder(process, token)
      assert.deepEqual([order?.email, order?.shipping, order?.billing], [null, null, null])
      assert.ok(order && order.totalMinor > 0 && order.lines.length === 1)
    }
    assert.equal(await findOrderToken(process, { number, email: ada.email }), null)
  }
  const signedIn = await signIn(shop, { email: ada.email, password, device: '' })
  assert.deepEqual(signedIn, { ok: false, problem: 'no-match' })

  // Pages, mails and commands cope.
  for (const { token } of [asGuest, own])
    for (const name of ['order', 'orderReceipt', 'withdrawal'] as const) {
      const page = await ada.visitor.get(`${pathOf(ground, name, { token })}?order=${token}`)
      assert.equal(page.status, 200, name)
      assert.doesNotMatch(page.text, /ada@example|Miller|Main St/)
    }
  assert.match((await ada.visitor.get(pathOf(ground, 'order', { token: own.token }))).text, /The address was erased\./)
  const mails = async () =>
    (await shop.db.row<{ n: number }>(sql`select count(*)::int as n from mailbox where recipient like 'ada@%'`))?.n
  const before = await mails()
  await sendOrderMail(shop, { orderId: own.orderId, kind: 'placed' })
  assert.equal(await mails(), before)
  const shown: string[] = []
  assert.equal(await orderCommands.orders?.run(shop, ['show', number], (line) => shown.push(line)), 0)
  assert.ok(shown.includes('To     a person who was erased'))
  await holds(shop)

  // Others are as they were, and the address may be used anew: by somebody whom nobody knows.
  assert.ok(await readProfile(shop, eve.personId))
  await askForReset(shop, place, { email: ada.email })
  const request = await shop.db.row<{ id: string }>(
    sql`select id from account_request order by created_at desc limit 1`,
  )
  assert.equal(await answerRequest(shop, request?.id ?? ''), null)
})

test('a name under reviews is gone from the pages at once', async (t) => {
  const { app } = await openGround(t)
  const { shop } = app
  const { personId, ringKey, wrappedKey, seal } = await shop.vault.newPersonKey(crypto.randomUUID())
  const nobody = { email: null, firstName: null, lastName: null, phone: null }
  await shop.db.change(sql`insert into person (id) values (${personId})`)
  await shop.db.change(
    sql`insert into person_key (person_id, ring_key, wrapped) values (${personId}, ${ringKey}, ${wrappedKey})`,
  )
  const sealed = seal('contact', personId, { ...nobody, displayName: 'Robin of the reviews' })
  await shop.db.change(sql`insert into contact (person_id, sealed) values (${personId}, ${sealed})`)
  await shop.db.change(sql`update review set person_id = ${personId}, body = ${'Good to hold, and warm. '.repeat(4)}`)
  await shop.db.change(sql`update product set rating_count = 1, rating_sum = 5`)
  const visitor = app.visitor()
  assert.match((await visitor.get('/us/en/p/mug')).text, /Robin of the reviews/)
  const praise = async () => (await readHome(shop, place)).praise.map(({ name }) => name)
  assert.deepEqual(await praise(), ['Robin of the reviews'])
  await destroyPersonKey(shop, personId)
  assert.doesNotMatch((await visitor.get('/us/en/p/mug')).text, /Robin of the reviews/)
  assert.deepEqual(await praise(), [])
})

test('orders of a guest that nobody has claimed, and what was asked with the address, go with the account', async (t) => {
  const { app, ada, eve, variantId } = await openGround(t)
  const { shop } = app
  const index = shop.vault.emailIndex(ada.email)
  const lines = [{ variantId, quantity: 1 }]
  const unclaimed = await paidOrder(shop, await aReadyCart(shop, { market: 'us', email: ada.email, lines }))
  await askForAccount(shop, place, { email: ada.email, password, firstName: 'Ada', lastName: 'Miller' })
  assert.deepEqual(await askForEmailChange(shop, place, eve.personId, { email: ada.email, password }), { ok: true })
  const asked = () => shop.db.rows(sql`select from account_request where email_index = ${index} and used_at is null`)
  assert.equal((await asked()).length, 2)

  await destroyPersonKey(shop, ada.personId)
  const order = await readOrder(shop, unclaimed.token)
  assert.deepEqual([order?.email, order?.shipping, order?.billing], [null, null, null])
  assert.equal((await asked()).length, 0)
  // Who has asked for the address with an account of their own is somebody else.
  assert.ok(await readProfile(shop, eve.personId))
  // A fact that was on its way finds no account.
  const late = await paidOrder(shop, await aReadyCart(shop, { market: 'us', email: ada.email, lines }))
  assert.equal(await shop.db.transaction((tx) => claimOrdersOf(tx, ada.personId, index)), 0)
  assert.equal((await readOrder(shop, late.token))?.email, ada.email)
})

test('who is erased while the order is being placed has ordered nothing', async (t) => {
  const { app, ada, variantId } = await openGround(t)
  const { shop } = app
  const buyer = { personId: ada.personId, email: ada.email }
  const cart = await aReadyCart(shop, { market: 'us', buyer, lines: [{ variantId, quantity: 1 }] })
  const orders = async () => (await shop.db.rows(sql`select from orders`)).length
  const before = await orders()
  // The key was read; the order's transaction comes next.
  let erased: Promise<boolean> | undefined
  const { transaction } = shop.db
  const db = Object.assign(Object.create(shop.db) as typeof shop.db, {
    transaction: async (work: Parameters<typeof transaction>[0]) => {
      erased ??= destroyPersonKey(shop, ada.personId)
      await erased
      return transaction(work)
    },
  })
  assert.deepEqual(await placeCart({ ...shop, db }, cart), { ok: false, problem: 'details-missing' })
  assert.equal(await erased, true)
  assert.equal(await orders(), before)
})
