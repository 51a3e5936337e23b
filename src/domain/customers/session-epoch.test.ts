import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { aTable, openFaults, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { anAccount } from '../../../test/helpers/test-keys.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { openDynamoSessions } from '../../adapters/sessions/dynamodb.ts'
import { StoreAway } from '../../kit/unavailable.ts'
import { startWorker } from '../../worker/worker.ts'
import { sessionEpoch } from './account-table.ts'
import { answerRequest } from './answer-request.ts'
import { askForAccount, askForReset } from './ask-account.ts'
import { changePassword } from './change-password.ts'
import { closeAccount } from './close-account.ts'
import { openAccount } from './open-account.ts'
import { resetPassword } from './reset-password.ts'
import { endSessions, forgetSessions, readSession, readSessions, startSession } from './session.ts'
import { signIn } from './sign-in.ts'

/** Sessions that stand outside the database end with the change of the account, whatever becomes of their store. */

const skip = withoutDynamo
const place = { market: 'us', locale: 'en' } as const
const email = 'ada@example.com'
const [password, next] = ['four small boats', 'three large sails']

async function openAway(t: TestContext) {
  const faults = await openFaults(t)
  const shop = await openTestShop(t, { sessions: openDynamoSessions(await aTable(t, 'sessions', faults)) })
  const lastLink = async () => {
    const { rows } = await shop.db.pool.query(
      'select id from account_request order by created_at desc, id desc limit 1',
    )
    return (await answerRequest(shop, rows[0].id))?.token ?? ''
  }
  await askForAccount(shop, place, { email, password, firstName: 'Ada', lastName: 'Miller' })
  const opened = await openAccount(shop, { token: await lastLink(), password })
  assert.ok(opened.ok)
  return { shop, faults, personId: opened.personId, lastLink }
}

test('a changed password ends all other sessions at once, also while their store is away', { skip }, async (t) => {
  const { shop, faults, personId } = await openAway(t)
  const here = await startSession(shop, personId, 'here')
  const there = await startSession(shop, personId, 'there')
  assert.ok(await readSession(shop, there))
  await faults.stop()
  const changed = await changePassword(shop, personId, { current: password, password: next, sessionToken: here })
  assert.deepEqual(changed, { ok: true })
  await faults.start()
  await until(() => readSession(shop, here))
  assert.equal(await readSession(shop, there), null)
  const devices = async (token: string) =>
    (await readSessions(shop, personId, token)).map((one) => [one.device, one.isThis])
  assert.deepEqual(await devices(here), [['here', true]])

  // Another change from a newer session ends the one that was kept the last time.
  const newer = await startSession(shop, personId, 'newer')
  await endSessions(shop, personId, newer)
  assert.equal(await readSession(shop, here), null)
  assert.deepEqual(await devices(newer), [['newer', true]])
  await endSessions(shop, personId)
  assert.equal(await readSession(shop, newer), null)
})

test('a sign-in with the old password that meets its change is worth nothing', { skip }, async (t) => {
  const { shop, personId } = await openAway(t)
  const late = { ...shop, sessions: { ...shop.sessions } }
  // Between the look at the password and the start of the session the password changes.
  late.sessions.start = async (session) => {
    await changePassword(shop, personId, { current: password, password: next, sessionToken: undefined })
    await shop.sessions.start(session)
  }
  const signed = await signIn(late, { email, password, device: '' })
  assert.ok(signed.ok)
  assert.equal(await readSession(shop, signed.sessionToken), null)
  const again = await signIn(shop, { email, password: next, device: '' })
  assert.ok(again.ok && (await readSession(shop, again.sessionToken)))
})

test('a reset ends every session, and the worker takes them out of the store', { skip }, async (t) => {
  const { shop, personId, lastLink } = await openAway(t)
  const tokens = [await startSession(shop, personId, 'a'), await startSession(shop, personId, 'b')]
  await askForReset(shop, place, { email })
  assert.ok((await resetPassword(shop, { token: await lastLink(), password: next })).ok)
  for (const token of tokens) assert.equal(await readSession(shop, token), null)
  const fresh = await startSession(shop, personId, 'fresh')
  const known = () => shop.sessions.list(personId, new Date(), new Date(0))
  assert.equal((await known()).length, 3)
  const worker = await startWorker(shop, { pollMs: 50 })
  await until(async () => (await known()).length === 1).finally(() => worker.stop())
  assert.ok(await readSession(shop, fresh))
})

test('a closed account leaves no session in the store', { skip }, async (t) => {
  const { shop, personId, faults } = await openAway(t)
  const token = await startSession(shop, personId, 'a phone')
  await faults.stop()
  assert.deepEqual(await closeAccount(shop, personId, password), { ok: true })
  await assert.rejects(readSession(shop, token), StoreAway)
  await faults.start()
  await until(() => forgetSessions(shop, personId).then(() => true))
  assert.equal(await readSession(shop, token), null)
  assert.deepEqual(await shop.sessions.list(personId, new Date(), new Date(0)), [])
})

test('a session costs one statement, and none where it is unknown', { skip }, async (t) => {
  const { shop, personId } = await openAway(t)
  const token = await startSession(shop, personId, '')
  const before = shop.db.statements()
  assert.deepEqual(await readSession(shop, token), { personId, email, firstName: 'Ada', lastName: 'Miller' })
  assert.equal(shop.db.statements() - before, 1)
  assert.equal(await readSession(shop, 'x'.repeat(43)), null)
  assert.equal(shop.db.statements() - before, 1)
})

/** Looks until it is so: a store that was away is left alone for a while. */
async function until(look: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look().catch((fault) => {
      if (!(fault instanceof StoreAway)) throw fault
    })
    if (found) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail('It did not come about in time.')
}

test('a sign-in with the old password that meets its change is worth nothing beside the accounts either', async (t) => {
  const shop = await openTestShop(t)
  const personId = await anAccount(shop, email)
  const epoch = (await sessionEpoch(shop.db, personId))?.epoch
  const kept = await startSession(shop, personId, 'here', epoch)
  await endSessions(shop, personId, kept)
  const late = await startSession(shop, personId, 'late', epoch)
  assert.ok(await readSession(shop, kept))
  assert.equal(await readSession(shop, late), null)
  assert.ok(await readSession(shop, await startSession(shop, personId, 'with the new one')))
})
