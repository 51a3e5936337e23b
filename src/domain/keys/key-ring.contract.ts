import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type KeyRing, KeyRingFault, type KeyRingProblem } from './key-ring.ts'

export type RingUnderTest = {
  ring: KeyRing
  /** The same ring, as another process opens it. */
  again(): Promise<KeyRing>
  /** Makes the newest master key unusable. */
  disable(): Promise<void>
  /** Puts a new master key in the place of the newest one, as an operator does; the old one stays usable. */
  rotate(): Promise<void>
  /** False for an emulator that does not look whether a byte was changed; the service itself does. */
  checksBytes?: boolean
  /** A ring that cannot be reached or read. */
  unreachable(): Promise<KeyRing>
}

const context = { purpose: 'person', ringKey: '019b0000-0000-7000-8000-000000000001' }

const fails = (work: Promise<unknown>, problem: KeyRingProblem): Promise<void> =>
  assert.rejects(work, (fault: unknown) => {
    assert.ok(fault instanceof KeyRingFault, String(fault))
    assert.equal(fault.problem, problem, fault.message)
    return true
  })

/** What every key ring promises. */
export function keyRingContract(
  name: string,
  open: (t: TestContext) => Promise<RingUnderTest>,
  options: { skip?: string | false } = {},
): void {
  const it = (title: string, check: (under: RingUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, options, async (t) => check(await open(t)))

  it('a new key has 32 random bytes and opens from what was wrapped, in every process', async ({ ring, again }) => {
    const [one, two] = await Promise.all([ring.newKey(context), ring.newKey(context)])
    assert.equal(one.plain.length, 32)
    assert.ok(!one.plain.equals(two.plain))
    assert.deepEqual(await ring.open(one.wrapped, context), one.plain)
    assert.deepEqual(await (await again()).open(two.wrapped, context), two.plain)
  })

  it('what is wrapped does not hold the key', async ({ ring }) => {
    const { plain, wrapped } = await ring.newKey(context)
    assert.ok(!wrapped.includes(plain.subarray(0, 8)))
    assert.ok(wrapped.length < 1_000)
  })

  it('a key opens under its own context only', async ({ ring }) => {
    const { wrapped } = await ring.newKey(context)
    await fails(ring.open(wrapped, { ...context, purpose: 'email-index' }), 'other-context')
    await fails(ring.open(wrapped, { purpose: 'person' }), 'other-context')
    await fails(ring.open(wrapped, {}), 'other-context')
    await fails(ring.rewrap(wrapped, { ...context, purpose: 'email-index' }), 'other-context')
  })

  it('a context is what it says, in whatever order', async ({ ring }) => {
    const { plain, wrapped } = await ring.newKey({ a: '1', b: '2' })
    assert.deepEqual(await ring.open(wrapped, { b: '2', a: '1' }), plain)
    await fails(ring.open(wrapped, { a: '2', b: '1' }), 'other-context')
  })

  it('what was changed does not open', async ({ ring, checksBytes = true }) => {
    const { wrapped } = await ring.newKey(context)
    await fails(ring.open(wrapped.subarray(0, 20), context), 'other-context')
    if (!checksBytes) return
    const changed = Buffer.from(wrapped)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    await fails(ring.open(changed, context), 'other-context')
  })

  it('after a rotation old keys open, and one that is wrapped anew stays the same key', async ({
    ring,
    rotate,
    again,
  }) => {
    const old = await ring.newKey(context)
    await rotate()
    assert.deepEqual(await ring.open(old.wrapped, context), old.plain)
    const anew = await ring.rewrap(old.wrapped, context)
    assert.ok(!anew.equals(old.wrapped))
    for (const one of [ring, await again()]) assert.deepEqual(await one.open(anew, context), old.plain)
    const young = await ring.newKey(context)
    assert.deepEqual(await ring.open(young.wrapped, context), young.plain)
  })

  it('a master key that is disabled opens nothing and makes nothing', async ({ ring, disable }) => {
    const { wrapped } = await ring.newKey(context)
    await disable()
    await fails(ring.open(wrapped, context), 'unusable')
    await fails(ring.newKey(context), 'unusable')
    await fails(ring.rewrap(wrapped, context), 'unusable')
  })

  it('what was wrapped anew outlives the master key before', async ({ ring, rotate, disable }) => {
    const { plain, wrapped } = await ring.newKey(context)
    await rotate()
    const anew = await ring.rewrap(wrapped, context)
    assert.deepEqual(await ring.open(anew, context), plain)
    await disable()
    await fails(ring.open(anew, context), 'unusable')
    assert.deepEqual(await ring.open(wrapped, context), plain)
  })

  it('a ring that is not there says so within seconds', async ({ ring, unreachable }) => {
    const { wrapped } = await ring.newKey(context)
    const gone = await unreachable()
    const began = performance.now()
    await fails(gone.open(wrapped, context), 'unreachable')
    assert.ok(performance.now() - began < 12_000)
  })
}
