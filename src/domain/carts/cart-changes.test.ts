import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { newCartId } from '../../kit/ids.ts'
import { addCode } from '../promotions/add-code.ts'
import { addLine, addLineForm } from './add-line.ts'
import { maxLines } from './cart-store.ts'
import { enterCode } from './enter-code.ts'
import { mergeCarts } from './merge-carts.ts'
import { removeCode } from './remove-code.ts'
import { setLine, setLineForm } from './set-line.ts'

const place = { market: 'de', locale: 'de' } as const

async function withMugs(t: TestContext, pieces: number) {
  const shop = await openTestShop(t)
  const { variantId: mug } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: pieces } })
  return { shop, mug, at: { cartId: newCartId(shop.random), place } }
}

const contents = async (shop: TestShop, cartId: string) =>
  (await shop.carts.read(cartId))?.lines.map(({ variantId, quantity }) => [variantId, quantity])

test('what is added is in the cart, with the price that was seen', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  const added = await addLine(shop, at, { variantId: mug, quantity: 2 })
  assert.ok(added.ok)
  assert.deepEqual([added.added, added.quantity, added.item.name, added.cart.version], [2, 2, 'mug', 1])
  assert.equal(added.cart.lines[0]?.seenPriceMinor, 2490)
})

test('no more is added than there is, and the answer says how many', async (t) => {
  const { shop, mug, at } = await withMugs(t, 3)
  const first = await addLine(shop, at, { variantId: mug, quantity: 2 })
  const second = await addLine(shop, at, { variantId: mug, quantity: 2 })
  assert.deepEqual([first.ok && first.added, second.ok && second.added, second.ok && second.quantity], [2, 1, 3])
  const third = await addLine(shop, at, { variantId: mug, quantity: 1 })
  assert.ok(!third.ok && third.problem === 'no-more-left' && third.quantity === 3)
  assert.deepEqual(await contents(shop, at.cartId), [[mug, 3]])
})

test('the same key adds once, and the second answer is as good as the first, also when nothing more is left', async (t) => {
  const { shop, mug, at } = await withMugs(t, 2)
  const first = await addLine(shop, at, { variantId: mug, quantity: 2 }, 'a-key')
  const again = await addLine(shop, at, { variantId: mug, quantity: 2 }, 'a-key')
  for (const added of [first, again])
    assert.deepEqual(added.ok && [added.added, added.quantity, added.cart.version], [2, 2, 1])
  const other = await addLine(shop, at, { variantId: mug, quantity: 2 }, 'another-key')
  assert.ok(!other.ok && other.problem === 'no-more-left')
})

test('what is sold out, not sold here or unknown stays out', async (t) => {
  const { shop, mug, at } = await withMugs(t, 0)
  const { variantId: american } = await addWare(shop, { key: 'yard', price: { us: 900 }, stock: { hamburg: 5 } })
  const problems = []
  for (const variantId of [mug, american, 999_999]) {
    const added = await addLine(shop, at, { variantId, quantity: 1 })
    problems.push(added.ok || added.problem)
  }
  assert.deepEqual(problems, ['sold-out', 'not-for-sale', 'not-for-sale'])
  assert.equal(await shop.carts.read(at.cartId), null)
})

test('a cart of another market is left alone', async (t) => {
  const { shop, mug, at } = await withMugs(t, 5)
  await addLine(shop, at, { variantId: mug, quantity: 1 })
  const inUs = { cartId: at.cartId, place: { market: 'us', locale: 'en' } as const }
  const before = await shop.carts.read(at.cartId)
  assert.deepEqual(await addLine(shop, inUs, { variantId: mug, quantity: 1 }), { ok: false, problem: 'other-market' })
  assert.deepEqual(await setLine(shop, inUs, { variantId: mug, quantity: 0 }), { ok: false, problem: 'no-cart' })
  assert.deepEqual(await enterCode(shop, inUs, { code: 'FREESHIP' }), { ok: false, problem: 'no-cart' })
  assert.deepEqual(await shop.carts.read(at.cartId), before)
})

test('a full cart takes more of what it holds, but no further line', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  for (let variantId = 100_001; variantId <= 100_000 + maxLines - 1; variantId++)
    await shop.carts.change(at.cartId, 'de', { kind: 'add', variantId, quantity: 1, seenPriceMinor: null })
  const { variantId: plate } = await addWare(shop, { key: 'plate', stock: { hamburg: 5 } })
  assert.equal((await addLine(shop, at, { variantId: mug, quantity: 1 })).ok, true)
  assert.deepEqual(await addLine(shop, at, { variantId: plate, quantity: 1 }), { ok: false, problem: 'cart-full' })
  assert.deepEqual(await setLine(shop, at, { variantId: plate, quantity: 1 }), { ok: false, problem: 'cart-full' })
  assert.equal((await addLine(shop, at, { variantId: mug, quantity: 1 })).ok, true)
})

test('removing a line tells how to undo it', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  await addLine(shop, at, { variantId: mug, quantity: 4 })
  const removed = await setLine(shop, at, { variantId: mug, quantity: 0 })
  assert.ok(removed.ok)
  assert.deepEqual(removed.before, { variantId: mug, quantity: 4 })
  assert.deepEqual(await contents(shop, at.cartId), [])
  await setLine(shop, at, removed.before)
  assert.deepEqual(await contents(shop, at.cartId), [[mug, 4]])
})

test('a line cannot be set to more than there is, but what is no longer sold can be reduced', async (t) => {
  const { shop, mug, at } = await withMugs(t, 3)
  await addLine(shop, at, { variantId: mug, quantity: 1 })
  const set = await setLine(shop, at, { variantId: mug, quantity: 5 })
  assert.equal(set.ok && set.quantity, 3)
  await shop.carts.change(at.cartId, 'de', { kind: 'add', variantId: 999_999, quantity: 3, seenPriceMinor: null })
  assert.equal((await setLine(shop, at, { variantId: 999_999, quantity: 2 })).ok, true)
  assert.deepEqual(await setLine(shop, at, { variantId: 999_999, quantity: 3 }), { ok: false, problem: 'not-for-sale' })
  assert.deepEqual(await contents(shop, at.cartId), [
    [mug, 3],
    [999_999, 2],
  ])
})

test('a code is put on the cart when it may be used, and taken off again', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  await addCode(shop, { code: 'TEN', off: { kind: 'percentage', basisPoints: 1000 }, market: 'de', minimumMinor: 5000 })
  assert.deepEqual(await enterCode(shop, at, { code: 'TEN' }), { ok: false, problem: 'no-cart' })
  await addLine(shop, at, { variantId: mug, quantity: 2 })
  const before = await shop.carts.read(at.cartId)
  assert.deepEqual(await enterCode(shop, at, { code: 'ten' }), {
    ok: false,
    problem: 'code-below-minimum',
    minimumMinor: 5000,
  })
  for (const code of ['WRONG', 'SUMMER26', "' or 1=1"])
    assert.deepEqual(await enterCode(shop, at, { code }), { ok: false, problem: 'code-not-valid' })
  for (const code of ['', ' ', 'x'.repeat(61)])
    assert.deepEqual(await enterCode(shop, at, { code }), { ok: false, problem: 'invalid-input' })
  assert.deepEqual(await shop.carts.read(at.cartId), before)

  await addLine(shop, at, { variantId: mug, quantity: 1 })
  const entered = await enterCode(shop, at, { code: ' ten ' })
  assert.equal(entered.ok && entered.cart.code, 'TEN')
  assert.equal((await removeCode(shop, at.cartId))?.code, null)
  assert.equal(await removeCode(shop, newCartId(shop.random)), null)
})

test('at sign-in a guest cart becomes the own one, or joins it, once', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  const personId = randomUUID()
  const signIn = (guestCartId: string | null) => mergeCarts(shop, { guestCartId, personId, market: 'de' })
  assert.equal(await signIn(null), null)
  await addLine(shop, at, { variantId: mug, quantity: 2 })
  const own = await signIn(at.cartId)
  assert.deepEqual([own?.id, own?.personId], [at.cartId, personId])

  const phone = { cartId: newCartId(shop.random), place }
  await addLine(shop, phone, { variantId: mug, quantity: 1 })
  for (const _ of ['once', 'twice']) {
    const merged = await signIn(phone.cartId)
    assert.equal(merged?.id, at.cartId)
    assert.deepEqual(await contents(shop, at.cartId), [[mug, 3]])
  }
  assert.equal((await signIn(null))?.id, at.cartId)
  assert.equal(await shop.carts.read(phone.cartId), null)
})

test("somebody else's cart or one of another market does not join at sign-in", async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  await addLine(shop, at, { variantId: mug, quantity: 2 })
  await shop.carts.change(at.cartId, 'de', { kind: 'person', personId: randomUUID() })
  const personId = randomUUID()
  assert.equal(await mergeCarts(shop, { guestCartId: at.cartId, personId, market: 'de' }), null)
  const abroad = newCartId(shop.random)
  await shop.carts.change(abroad, 'us', { kind: 'add', variantId: mug, quantity: 1, seenPriceMinor: null })
  assert.equal(await mergeCarts(shop, { guestCartId: abroad, personId, market: 'de' }), null)
  assert.deepEqual(await contents(shop, at.cartId), [[mug, 2]])
})

test('numbers that are no whole number of pieces never come in, in whatever form', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  await addLine(shop, at, { variantId: mug, quantity: 2 })
  const before = await shop.carts.read(at.cartId)
  const broken = [
    '-1',
    '1.5',
    '1e3',
    '0x1',
    ' 1',
    '+1',
    '',
    '٣',
    'NaN',
    2 ** 53,
    Number.NaN,
    -1,
    1.5,
    100,
    '100',
    [1],
    {},
    null,
    true,
  ]
  for (const quantity of broken as string[]) {
    assert.deepEqual(await addLine(shop, at, { variantId: mug, quantity }), { ok: false, problem: 'invalid-input' })
    assert.deepEqual(await setLine(shop, at, { variantId: mug, quantity }), { ok: false, problem: 'invalid-input' })
  }
  assert.equal((await addLine(shop, at, { variantId: mug, quantity: 0 })).ok, false)
  assert.deepEqual(await shop.carts.read(at.cartId), before)
  fc.assert(
    fc.property(fc.anything(), (quantity) => {
      for (const form of [addLineForm, setLineForm]) {
        const parsed = form.safeParse({ variantId: '1', quantity })
        if (parsed.success) assert.ok(Number.isInteger(parsed.data.quantity) && parsed.data.quantity <= 99)
      }
    }),
  )
})

test('adding takes three statements, two where the variant is kept, one into a new cart; setting at most three, a code four', async (t) => {
  const { shop, mug, at } = await withMugs(t, 9)
  const count = async (work: () => Promise<unknown>) => {
    const before = shop.db.statements()
    await work()
    return shop.db.statements() - before
  }
  assert.deepEqual(
    [
      await count(() => addLine(shop, at, { variantId: mug, quantity: 1 })),
      await count(() => addLine(shop, at, { variantId: mug, quantity: 1 })),
      await count(() =>
        addLine(shop, { ...at, cartId: 'another-cart-that-is-new', isNew: true }, { variantId: mug, quantity: 1 }),
      ),
      await count(() => setLine(shop, at, { variantId: mug, quantity: 3 })),
      await count(() => setLine(shop, at, { variantId: mug, quantity: 1 })),
      await count(() => enterCode(shop, at, { code: 'FREESHIP' })),
    ],
    [3, 2, 1, 3, 2, 4],
  )
})
