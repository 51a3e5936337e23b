import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { readAddress, readAddresses, removeAddress, saveAddress } from './address-book.ts'
import { answerRequest } from './answer-request.ts'
import { askForAccount, askForEmailChange, askForReset } from './ask-account.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { closeAccount } from './close-account.ts'
import { openAccount } from './open-account.ts'
import { resetPassword } from './reset-password.ts'
import { endSessions, readSession, readSessions, startSession } from './session.ts'
import { signIn } from './sign-in.ts'

const place = { market: 'de', locale: 'de' } as const
const password = 'vier kleine Boote'

async function lastRequest(shop: TestShop): Promise<string> {
  const row = await shop.db.row<{ id: string }>(sql`select id from account_request order by created_at desc, id desc`)
  return row?.id ?? ''
}

async function linkOf(shop: TestShop): Promise<string> {
  return (await answerRequest(shop, await lastRequest(shop)))?.token ?? ''
}

async function openTestAccount(shop: TestShop, email = 'maren@example.com'): Promise<string> {
  await askForAccount(shop, place, { email, password, firstName: 'Maren', lastName: 'Koch' })
  const opened = await openAccount(shop, { token: await linkOf(shop), password })
  assert.ok(opened.ok)
  return opened.personId
}

const count = async (shop: TestShop, table: 'account' | 'session' | 'person') =>
  (
    await shop.db.row<{ n: number }>(
      {
        account: sql`select count(*)::int as n from account`,
        session: sql`select count(*)::int as n from session`,
        person: sql`select count(*)::int as n from person`,
      }[table],
    )
  )?.n

test('an account opens with the link and the password that was chosen, once', async (t: TestContext) => {
  const shop = await openTestShop(t)
  await askForAccount(shop, place, { email: 'maren@example.com', password, firstName: 'Maren', lastName: 'Koch' })
  assert.equal(await count(shop, 'account'), 0)
  const token = await linkOf(shop)

  assert.deepEqual(await openAccount(shop, { token, password: 'somebody else chose it' }), {
    ok: false,
    problem: 'wrong-password',
  })
  assert.equal(await count(shop, 'account'), 0)

  const both = await Promise.all([openAccount(shop, { token, password }), openAccount(shop, { token, password })])
  assert.deepEqual(both.map((r) => r.ok).sort(), [false, true])
  assert.equal(await count(shop, 'account'), 1)
  assert.equal(await count(shop, 'person'), 1)
  assert.deepEqual(await openAccount(shop, { token, password }), { ok: false, problem: 'link-over' })
})

test('who registers an address that has an account changes nothing and is answered alike', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const personId = await openTestAccount(shop)
  const asked = await askForAccount(shop, place, {
    email: 'maren@example.com',
    password: 'another good one',
    firstName: '',
    lastName: '',
  })
  assert.deepEqual(asked, { ok: true })
  assert.equal((await answerRequest(shop, await lastRequest(shop)))?.token, null)
  assert.equal(await count(shop, 'account'), 1)
  const signed = await signIn(shop, { email: 'Maren@Example.com', password, device: '' })
  assert.ok(signed.ok && signed.personId === personId)
})

test('a wrong password and an unknown address are one answer, and start no session', async (t: TestContext) => {
  const shop = await openTestShop(t)
  await openTestAccount(shop)
  const refused = { ok: false, problem: 'no-match' }
  assert.deepEqual(await signIn(shop, { email: 'maren@example.com', password: 'wrong', device: '' }), refused)
  assert.deepEqual(await signIn(shop, { email: 'nobody@example.com', password, device: '' }), refused)
  assert.deepEqual(await signIn(shop, { email: 'no address', password, device: '' }), refused)
  assert.equal(await count(shop, 'session'), 0)
})

test('a session lives 30 days without a visit and 180 in all', async (t: TestContext) => {
  let now = new Date('2026-11-24T12:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  const personId = await openTestAccount(shop)
  const token = await startSession(shop, personId, 'Firefox on Linux')
  const later = (days: number) => {
    now = new Date(now.getTime() + days * 86_400_000)
  }
  later(29)
  assert.deepEqual(await readSession(shop, token), {
    personId,
    email: 'maren@example.com',
    firstName: 'Maren',
    lastName: 'Koch',
  })
  later(29)
  assert.ok(await readSession(shop, token))
  later(31)
  assert.equal(await readSession(shop, token), null)

  const other = await startSession(shop, personId, '')
  for (let i = 0; i < 7; i++) {
    later(25)
    assert.ok(await readSession(shop, other), `after ${25 * (i + 1)} days`)
  }
  later(6)
  assert.equal(await readSession(shop, other), null)
})

test('a reset link sets the password once and ends every session', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const personId = await openTestAccount(shop)
  const session = await startSession(shop, personId, '')
  await askForReset(shop, place, { email: 'maren@example.com' })
  const token = await linkOf(shop)
  assert.deepEqual(await resetPassword(shop, { token, password: 'kurz' }), { ok: false, problem: 'too-short' })
  assert.ok(await readSession(shop, session))
  assert.deepEqual(await resetPassword(shop, { token, password: 'drei grosse Segel' }), {
    ok: true,
    personId,
    email: 'maren@example.com',
  })
  assert.equal(await readSession(shop, session), null)
  assert.deepEqual(await resetPassword(shop, { token, password: 'noch ein anderes' }), {
    ok: false,
    problem: 'link-over',
  })
  assert.ok((await signIn(shop, { email: 'maren@example.com', password: 'drei grosse Segel', device: '' })).ok)
  assert.ok(!(await signIn(shop, { email: 'maren@example.com', password, device: '' })).ok)
})

test('asking for a reset of an unknown address writes the same and sends nothing', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const before = shop.db.statements()
  await askForReset(shop, place, { email: 'nobody@example.com' })
  const unknown = shop.db.statements() - before
  assert.equal(await answerRequest(shop, await lastRequest(shop)), null)
  await openTestAccount(shop)
  const again = shop.db.statements()
  await askForReset(shop, place, { email: 'maren@example.com' })
  assert.equal(shop.db.statements() - again, unknown)
})

test('a link opens for 30 minutes', async (t: TestContext) => {
  let now = new Date('2026-11-24T12:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  await askForAccount(shop, place, { email: 'maren@example.com', password, firstName: '', lastName: '' })
  const token = await linkOf(shop)
  now = new Date('2026-11-24T12:30:00Z')
  assert.deepEqual(await openAccount(shop, { token, password }), { ok: false, problem: 'link-over' })
  assert.equal(await count(shop, 'account'), 0)
})

test('an address changes by its own link, for the person who asked alone', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const maren = await openTestAccount(shop)
  const jonas = await openTestAccount(shop, 'jonas@example.com')
  assert.deepEqual(await askForEmailChange(shop, place, maren, { email: 'm@example.org', password: 'wrong' }), {
    ok: false,
    problem: 'wrong-password',
  })
  assert.deepEqual(await askForEmailChange(shop, place, maren, { email: 'm@example.org', password }), { ok: true })
  const token = await linkOf(shop)
  assert.deepEqual(await changeEmail(shop, jonas, token), { ok: false, problem: 'link-over' })
  assert.deepEqual(await changeEmail(shop, maren, token), { ok: true, email: 'm@example.org' })
  assert.deepEqual(await changeEmail(shop, maren, token), { ok: false, problem: 'link-over' })
  assert.ok((await signIn(shop, { email: 'm@example.org', password, device: '' })).ok)
  assert.ok((await signIn(shop, { email: 'jonas@example.com', password, device: '' })).ok)
})

test('a link for an address that somebody registered meanwhile changes nothing', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const maren = await openTestAccount(shop)
  await askForEmailChange(shop, place, maren, { email: 'new@example.com', password })
  const token = await linkOf(shop)
  await openTestAccount(shop, 'new@example.com')
  assert.deepEqual(await changeEmail(shop, maren, token), { ok: false, problem: 'has-account' })
  assert.ok((await signIn(shop, { email: 'maren@example.com', password, device: '' })).ok)
})

test('a changed password keeps this session and ends the others', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const personId = await openTestAccount(shop)
  const here = await startSession(shop, personId, 'here')
  const there = await startSession(shop, personId, 'there')
  const wrong = await changePassword(shop, personId, {
    current: 'wrong',
    password: 'drei grosse Segel',
    sessionToken: here,
  })
  assert.deepEqual(wrong, { ok: false, problem: 'wrong-password' })
  assert.ok(await readSession(shop, there))
  assert.deepEqual(
    await changePassword(shop, personId, { current: password, password: 'drei grosse Segel', sessionToken: here }),
    { ok: true },
  )
  assert.ok(await readSession(shop, here))
  assert.equal(await readSession(shop, there), null)
  assert.deepEqual(
    (await readSessions(shop, personId, here)).map((s) => [s.device, s.isThis]),
    [['here', true]],
  )
  await endSessions(shop, personId)
  assert.equal(await readSession(shop, here), null)
})

test('a closed account leaves no session, name or address behind', async (t: TestContext) => {
  const shop = await openTestShop(t)
  const personId = await openTestAccount(shop)
  const session = await startSession(shop, personId, '')
  await saveAddress(shop, personId, { fields: address, preferred: false })
  await shop.db.change(sql`update address set kind = 'checkout'`)
  await saveAddress(shop, personId, { fields: address, preferred: false })
  assert.deepEqual(await closeAccount(shop, personId, 'wrong'), { ok: false, problem: 'wrong-password' })
  assert.ok(await readSession(shop, session))
  assert.deepEqual(await closeAccount(shop, personId, password), { ok: true })
  assert.equal(await readSession(shop, session), null)
  assert.deepEqual(await shop.db.rows(sql`select sealed from contact`), [{ sealed: null }])
  assert.deepEqual(await shop.db.rows(sql`select 1 from address`), [])
  assert.equal(await count(shop, 'account'), 0)
})

const address = {
  firstName: 'Maren',
  lastName: 'Koch',
  company: '',
  line1: 'Am Hafen 3',
  line2: '',
  postcode: '20457',
  city: 'Hamburg',
  region: '',
  country: 'DE',
  phone: '',
}

test("an address book has one preferred address, and is its owner's alone", async (t: TestContext) => {
  const shop = await openTestShop(t)
  const maren = await openTestAccount(shop)
  const jonas = await openTestAccount(shop, 'jonas@example.com')
  const first = await saveAddress(shop, maren, { fields: address, preferred: false })
  const second = await saveAddress(shop, maren, { fields: { ...address, line1: 'Am Deich 8' }, preferred: true })
  assert.ok(first.ok && second.ok)
  const lines = async () => (await readAddresses(shop, maren)).map((a) => [a.line1, a.preferred])
  assert.deepEqual(await lines(), [
    ['Am Deich 8', true],
    ['Am Hafen 3', false],
  ])

  assert.equal(await readAddress(shop, jonas, first.id), undefined)
  assert.deepEqual(
    await saveAddress(shop, jonas, { id: first.id, fields: { ...address, line1: 'Taken' }, preferred: true }),
    {
      ok: false,
      problem: 'not-found',
    },
  )
  assert.deepEqual(await removeAddress(shop, jonas, first.id), { ok: false, problem: 'not-found' })
  assert.deepEqual(await removeAddress(shop, jonas, "' or 1=1"), { ok: false, problem: 'not-found' })
  assert.deepEqual(await lines(), [
    ['Am Deich 8', true],
    ['Am Hafen 3', false],
  ])

  assert.deepEqual(await removeAddress(shop, maren, second.id), { ok: true })
  assert.deepEqual(await lines(), [['Am Hafen 3', true]])
})
