import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { openTestKeys, testKeysUrl } from '../../../test/helpers/test-keys.ts'
import { systemClock } from '../../kit/clock.ts'
import { type Db, openDb, sql } from '../../kit/db.ts'
import { secureRandom, sha256 } from '../../kit/ids.ts'
import { migrate } from '../../kit/migrate.ts'
import { upgrades } from '../../upgrades.ts'
import { findRequestByToken } from '../customers/account-request-table.ts'
import { accountOf, findAccount } from '../customers/account-table.ts'
import { readAddresses } from '../customers/address-book.ts'
import type { Contact } from '../customers/contact.ts'
import { readProfile } from '../customers/profile.ts'
import { readPersonKey } from '../keys/read-person-key.ts'
import { findBuyer, readOrderById } from '../orders/read-orders.ts'
import { readWithdrawal } from '../withdrawals/read-withdrawal.ts'
import { needsSealing, sealPlain } from './seal-plain.ts'

/** A database as the release before has left it, gone with the test. */
async function anOldDatabase(t: TestContext): Promise<{ url: string; db: Db }> {
  const server = process.env.TEST_DATABASE_URL ?? ''
  const name = `old_${randomBytes(6).toString('hex')}`
  const ask = async (text: string) => {
    const admin = new Client({ connectionString: server })
    await admin.connect()
    await admin.query(text)
    await admin.end()
  }
  await ask(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  await migrate(url.href, { upTo: '0003_rate_limits.sql' })
  const db = openDb({ url: url.href, poolSize: 3 })
  t.after(async () => {
    await db.close()
    await ask(`drop database ${name} with (force)`)
  })
  return { url: url.href, db }
}

const bird = 'Zyxwvut'
const place = { firstName: bird, lastName: 'Koch', company: '', line1: `${bird} Weg 1`, line2: '', postcode: '20457' }
const address = { ...place, city: 'Hamburg', region: '', country: 'DE', phone: '+49 40 0182736' }
const ids = {
  owner: randomUUID(),
  guest: randomUUID(),
  reviewer: randomUUID(),
  order: randomUUID(),
  register: randomUUID(),
  change: randomUUID(),
  known: randomUUID(),
  unknown: randomUUID(),
}

/** A row of each kind in every table that holds people's data. */
async function fill(db: Db): Promise<void> {
  const email = `${bird}@example.com`
  const canonical = email.toLowerCase()
  await db.change(sql`insert into person (id) select unnest(${[ids.owner, ids.guest, ids.reviewer]}::uuid[])`)
  await db.change(sql`insert into contact (person_id, email, first_name, last_name, phone, display_name, locale) values
    (${ids.owner}, ${canonical}, ${bird}, 'Koch', '+49 40 0182736', null, 'de'),
    (${ids.guest}, ${email}, ${bird}, 'Gast', '', null, 'de'), (${ids.reviewer}, null, null, null, null, ${bird}, 'en')`)
  await db.change(
    sql`insert into account (person_id, email, password_hash) values (${ids.owner}, ${canonical}, 'hash')`,
  )
  const { firstName, lastName, company, line1, line2, postcode, city, region, country, phone } = address
  await db.change(sql`insert into address
    (id, person_id, kind, first_name, last_name, company, line1, line2, postcode, city, region, country, phone)
    values (${randomUUID()}, ${ids.owner}, 'book', ${firstName}, ${lastName}, ${company}, ${line1}, ${line2}, ${postcode},
      ${city}, ${region}, ${country}, ${phone})`)
  await db.change(sql`insert into account_request
    (id, purpose, email, person_id, password_hash, first_name, last_name, market, locale, token_hash, created_at, expires_at)
    values (${ids.register}, 'register', ${canonical}, null, 'hash', ${bird}, 'Neu', 'de', 'de', ${sha256('a')}, now(), now() + interval '1 day'),
      (${ids.change}, 'change-email', ${canonical}, ${ids.owner}, null, '', '', 'de', 'de', ${sha256('b')}, now(), now() + interval '1 day')`)
  await db.change(sql`insert into orders (id, number, market, locale, currency, person_id, state, cart_id, cart_version,
      idempotency_key, request_hash, content_hash, method_code, method_name, total_minor, receipt, created_at)
    values (${ids.order}, 'T4K7-9QWX-MC', 'de', 'de', 'EUR', ${ids.guest}, 'placed', 'c', 1, 'k', '', '', 'dhl', 'DHL', 100, '{}', now())`)
  await db.change(sql`insert into order_contact (order_id, person_id, email, email_canonical, shipping, billing)
    values (${ids.order}, ${ids.guest}, ${email}, ${canonical}, ${JSON.stringify(address)}, ${JSON.stringify(address)})`)
  await db.change(sql`insert into withdrawal
    (id, order_id, market, locale, name, contract, email, articles, idempotency_key, received_at)
    values (${ids.known}, ${ids.order}, 'de', 'de', ${bird}, 'T4K7-9QWX-MC', ${canonical}, ${bird}, 'k1', now()),
      (${ids.unknown}, null, 'de', 'de', ${bird}, '?', ${canonical}, '', 'k2', now())`)
}

const upgraded = (url: string) => ({ before: upgrades(url, () => new URL(testKeysUrl())) })

test('an upgrade seals what the release before kept in clear, and all of it is read as before', async (t) => {
  const { url, db } = await anOldDatabase(t)
  await fill(db)
  const said: string[] = []
  await migrate(url, {
    before: upgrades(
      url,
      () => new URL(testKeysUrl()),
      (line) => said.push(line),
    ),
  })
  assert.deepEqual(said, ['10 rows with personal data sealed'])
  const shop = { db, ...(await openTestKeys(db)), clock: systemClock, random: secureRandom }
  const email = `${bird}@example.com`

  const profile = await readProfile(shop, ids.owner)
  assert.deepEqual([profile?.email, profile?.firstName, profile?.phone], [email.toLowerCase(), bird, '+49 40 0182736'])
  assert.equal((await findAccount(db, shop.vault.emailIndex(email.toLowerCase())))?.personId, ids.owner)
  assert.equal((await accountOf(shop, ids.owner))?.passwordHash, 'hash')
  const { id, preferred, ...kept } = (await readAddresses(shop, ids.owner))[0] ?? { id: '' }
  assert.deepEqual(kept, address)
  const order = await readOrderById(shop, ids.order)
  assert.deepEqual([order?.email, order?.shipping, order?.billing], [email, address, address])
  assert.equal((await findBuyer(shop, { number: 'T4K7-9QWX-MC', email }))?.personId, ids.guest)
  const register = await findRequestByToken(shop, 'register', sha256('a'), new Date())
  assert.deepEqual([register?.email, register?.lastName], [email.toLowerCase(), 'Neu'])
  assert.equal((await findRequestByToken(shop, 'change-email', sha256('b'), new Date()))?.key.personId, ids.owner)
  for (const withdrawalId of [ids.known, ids.unknown])
    assert.equal((await readWithdrawal(shop, withdrawalId))?.name, bird)
  const reviewer = await db.row<{ sealed: Buffer }>(sql`select sealed from contact where person_id = ${ids.reviewer}`)
  const named = (await readPersonKey(shop, ids.reviewer))?.open<{ displayName: string }>(
    'contact',
    ids.reviewer,
    reviewer?.sealed ?? null,
  )
  assert.equal(named?.displayName, bird)
  // The owner, the guest, the reviewer; who asked for an account and who withdraws are people of their own.
  assert.equal((await db.rows(sql`select from person_key`)).length, 5)
  await migrate(url, upgraded(url))
})

test('after the upgrade the files of the tables hold nothing in clear', async (t) => {
  const { url, db } = await anOldDatabase(t)
  await fill(db)
  const holding = async () => {
    await db.change(sql`checkpoint`)
    const tables = ['contact', 'address', 'account', 'account_request', 'order_contact', 'withdrawal']
    const found = await db.rows<{ name: string }>(sql`select name from unnest(${tables}::text[]) name
      where position(convert_to(${bird}, 'UTF8') in pg_read_binary_file(pg_relation_filepath(name::regclass))) > 0
        or position(convert_to(lower(${bird}), 'UTF8') in pg_read_binary_file(pg_relation_filepath(name::regclass))) > 0`)
    return found.map(({ name }) => name)
  }
  assert.equal((await holding()).length, 6)
  await migrate(url, upgraded(url))
  assert.deepEqual(await holding(), [])
})

test('nothing is dropped while something stands in clear, and a stopped sealing goes on', async (t) => {
  const { url, db } = await anOldDatabase(t)
  await fill(db)
  await assert.rejects(migrate(url), (fault: Error) => {
    assert.match(
      fault.message,
      /Migration 0008_sealed_only\.sql failed and was rolled back; what was done before it stays\./,
    )
    assert.match(String(fault.cause), /still stands in clear/)
    return true
  })
  const keys = await openTestKeys(db)
  const shop = { db, ...keys, clock: systemClock, random: secureRandom }
  let made = 0
  const dies = {
    ...keys.vault,
    emailIndex: (email: string) => {
      if (++made > 1) throw new Error('stopped')
      return keys.vault.emailIndex(email)
    },
  }
  await assert.rejects(sealPlain({ ...shop, vault: dies }), /stopped/)
  assert.equal(await needsSealing(db), true)
  await migrate(url, upgraded(url))
  assert.equal((await readOrderById(shop, ids.order))?.shipping?.firstName, bird)
  assert.equal((await readProfile(shop, ids.owner))?.firstName, bird)
})

test('what a release that still runs writes in clear beside what is sealed is merged with it', async (t) => {
  const { url, db } = await anOldDatabase(t)
  await fill(db)
  await migrate(url, { upTo: '0006_session_epoch.sql' })
  const shop = { db, ...(await openTestKeys(db)), clock: systemClock, random: secureRandom }
  await sealPlain(shop)
  await db.change(sql`update contact set last_name = 'Neumann' where person_id = ${ids.owner}`)
  await db.change(sql`update contact set phone = '+49 40 1' where person_id = ${ids.guest}`)
  await db.change(sql`update account set email = 'new@example.com' where person_id = ${ids.owner}`)
  await db.change(sql`update address set line1 = 'Anderer Weg 2' where person_id = ${ids.owner}`)
  await db.change(sql`update withdrawal set articles = 'all' where id = ${ids.unknown}`)
  await db.change(sql`update withdrawal set email = 'new@example.com' where id = ${ids.unknown}`)
  await migrate(url, upgraded(url))

  const profile = await readProfile(shop, ids.owner)
  const told = [profile?.email, profile?.firstName, profile?.lastName, profile?.phone]
  assert.deepEqual(told, ['new@example.com', bird, 'Neumann', '+49 40 0182736'])
  assert.equal((await findAccount(db, shop.vault.emailIndex('new@example.com')))?.personId, ids.owner)
  const guest = await db.row<{ sealed: Buffer }>(sql`select sealed from contact where person_id = ${ids.guest}`)
  const key = await readPersonKey(shop, ids.guest)
  const { email, phone } = key?.open<Contact>('contact', ids.guest, guest?.sealed ?? null) ?? {}
  assert.deepEqual([email, phone], [`${bird}@example.com`, '+49 40 1'])
  const { line1, city } = (await readAddresses(shop, ids.owner))[0] ?? {}
  assert.deepEqual([line1, city], ['Anderer Weg 2', address.city])
  const { name, articles } = (await readWithdrawal(shop, ids.unknown)) ?? {}
  assert.deepEqual([name, articles], [bird, 'all'])
})

test('nothing is sealed while web or worker uses the database', async (t) => {
  const { url, db } = await anOldDatabase(t)
  await fill(db)
  const web = openDb({ url, poolSize: 1, name: 'tradewind-web' })
  await web.row(sql`select 1`)
  try {
    await assert.rejects(migrate(url, upgraded(url)), /in use \(tradewind-web\)\. Stop web and worker, then migrate/)
    assert.equal((await db.rows(sql`select from contact where sealed is not null`)).length, 0)
  } finally {
    await web.close()
  }
  await migrate(url, upgraded(url))
})

test('a database without people needs no keys for the upgrade, and nobody stops', async (t) => {
  const { url } = await anOldDatabase(t)
  const web = openDb({ url, poolSize: 1, name: 'tradewind-web' })
  await web.row(sql`select 1`)
  t.after(() => web.close())
  const before = upgrades(url, () => {
    throw new Error('KEYS_URL was asked for.')
  })
  await migrate(url, { before })
})
