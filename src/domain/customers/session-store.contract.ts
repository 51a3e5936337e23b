import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { maxListed, type NewSession, type SessionStore } from './session-store.ts'

export type SessionStoreUnderTest = {
  store: SessionStore
  /** The id of a person with an account. */
  aPerson(): Promise<string>
}

/** What every store of sessions promises. `skip`: why its service is not there. */
export function sessionStoreContract(
  name: string,
  open: (t: TestContext) => Promise<SessionStoreUnderTest>,
  options: { skip?: string | false } = {},
): void {
  const it = (title: string, check: (on: SessionStoreUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, options, async (t) => check(await open(t)))

  const dayMs = 86_400_000
  const began = new Date()
  const after = (days: number) => new Date(began.getTime() + days * dayMs)
  const aSession = (personId: string, given: Partial<NewSession> = {}): NewSession => ({
    tokenHash: randomBytes(32),
    personId,
    device: 'Firefox on Linux',
    now: began,
    expiresAt: after(180),
    epoch: 3,
    ...given,
  })
  const find = (store: SessionStore, { tokenHash }: NewSession, now = began) =>
    store.find(tokenHash, now, new Date(now.getTime() - 30 * dayMs))

  it('a session is found by its secret at once, and tells its person', async ({ store, aPerson }) => {
    const personId = await aPerson()
    const session = aSession(personId)
    assert.equal(await find(store, session), undefined)
    await store.start(session)
    const found = await find(store, session)
    assert.deepEqual([found?.personId, found?.seenAt], [personId, began])
    // Beside the accounts it knows the name, elsewhere the account's epoch.
    assert.equal(found && 'person' in found, store.besideAccounts !== null)
    if (found && 'epoch' in found) assert.equal(found.epoch, 3)
    assert.equal(await find(store, aSession(personId)), undefined)
  })

  it('a session ends when it was not used for long, and when its time is over in any case', async (on) => {
    const session = aSession(await on.aPerson())
    await on.store.start(session)
    assert.ok(await find(on.store, session, after(29)))
    assert.equal(await find(on.store, session, after(30)), undefined)
    await on.store.touch(session.tokenHash, after(29))
    assert.deepEqual((await find(on.store, session, after(58)))?.seenAt, after(29))
    for (const days of [58, 87, 116, 145, 174]) await on.store.touch(session.tokenHash, after(days))
    assert.ok(await find(on.store, session, after(179.9)))
    assert.equal(await find(on.store, session, after(180)), undefined)
  })

  it('a session that has ended is gone at once, and no use of it begins it again', async ({ store, aPerson }) => {
    const session = aSession(await aPerson())
    await store.start(session)
    await store.end(session.tokenHash)
    await store.end(session.tokenHash)
    await store.touch(session.tokenHash, began)
    assert.equal(await find(store, session), undefined)
    assert.deepEqual(await store.list(session.personId, began, after(-30)), [])
  })

  it('the list has those that are good, the last used first, and those of nobody else', async ({ store, aPerson }) => {
    const [ada, eve] = [await aPerson(), await aPerson()]
    const sessions = [-40, -20, -3, -2].map((days) => aSession(ada, { now: after(days), device: `${days}` }))
    for (const session of [...sessions, aSession(ada, { expiresAt: after(-1) }), aSession(eve)])
      await store.start(session)
    await store.touch(sessions[1]?.tokenHash ?? Buffer.alloc(0), began)
    const listed = await store.list(ada, began, after(-30))
    assert.deepEqual(
      listed.map(({ device, createdAt, seenAt }) => [device, createdAt, seenAt]),
      [
        ['-20', after(-20), began],
        ['-2', after(-2), after(-2)],
        ['-3', after(-3), after(-3)],
      ],
    )
    assert.deepEqual(listed[0]?.tokenHash, sessions[1]?.tokenHash)
  })

  it('a long list stops', async ({ store, aPerson }) => {
    const personId = await aPerson()
    for (let i = 0; i < maxListed + 5; i++) await store.start(aSession(personId, { device: 'd'.repeat(200) }))
    assert.equal((await store.list(personId, began, after(-30))).length, maxListed)
  })

  it('what is over is cleaned up, the rest stays', async ({ store, aPerson }) => {
    const personId = await aPerson()
    const [good, over] = [aSession(personId), aSession(personId, { now: after(-200), expiresAt: after(-20) })]
    for (const session of [good, over]) await store.start(session)
    await store.removeOver(began, after(-30))
    assert.equal(await store.removeOver(began, after(-30)), 0)
    assert.ok(await find(store, good))
    assert.equal(await find(store, over), undefined)
  })
}
