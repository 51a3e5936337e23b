import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { SecretFault, type SecretStore } from './secret-store.ts'

export type SecretGround = {
  store: SecretStore
  /** Writes the secret, or a new version of it. */
  put(name: string, text: string): Promise<void>
  /** A name that nobody else uses. */
  newName(): string
}

/** What every store of secrets promises. `keepsPrevious`: the store itself remembers the version before. */
export function secretStoreContract(
  name: string,
  open: (t: TestContext) => Promise<SecretGround>,
  options: { keepsPrevious: boolean; skip?: string | false },
): void {
  const it = (title: string, check: (ground: SecretGround) => Promise<void>) =>
    test(`${name}: ${title}`, { skip: options.skip ?? false }, async (t) => check(await open(t)))

  it('what was put is read as it is, and since when it is so', async ({ store, put, newName }) => {
    const secret = newName()
    for (const text of ['one', '{"a":"ä€","b":"line\\nline"}', ` ${randomBytes(1_500).toString('base64')}`]) {
      await put(secret, text)
      const read = await store.read(secret, false)
      assert.equal(read.current, text)
      assert.ok(Math.abs(Date.now() - (read.since?.getTime() ?? 0)) < 120_000, String(read.since))
    }
  })

  it('after a change the new one is read, and the one before where the store keeps it', async ({
    store,
    put,
    newName,
  }) => {
    const secret = newName()
    await put(secret, 'first')
    assert.deepEqual(await versionsOf(store, secret), ['first', undefined, undefined])
    await put(secret, 'second')
    const before = options.keepsPrevious ? 'first' : undefined
    assert.deepEqual(await versionsOf(store, secret), ['second', before, undefined])
    assert.deepEqual(await versionsOf(store, secret), ['second', before, undefined])
    await put(secret, 'third')
    assert.deepEqual(await versionsOf(store, secret), [
      'third',
      options.keepsPrevious ? 'second' : undefined,
      undefined,
    ])
  })

  it('one that is not there is told as missing', async ({ store, newName }) => {
    await assert.rejects(store.read(newName(), false), (fault) => {
      assert.ok(fault instanceof SecretFault)
      assert.equal(fault.kind, 'missing')
      return true
    })
  })

  it('many readers at once each get the whole', async ({ store, put, newName }) => {
    const secret = newName()
    const text = randomBytes(1_000).toString('hex')
    await put(secret, text)
    const read = await Promise.all(Array.from({ length: 20 }, () => store.read(secret, true)))
    assert.ok(read.every(({ current }) => current === text))
  })
}

async function versionsOf(store: SecretStore, name: string) {
  const { current, previous, pending } = await store.read(name, true)
  return [current, previous, pending]
}
