import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { type Cart, type CartChange, type CartStore, keptKeys, maxLines, maxQuantity } from './cart-store.ts'

export type CartStoreUnderTest = {
  store: CartStore
  /** The same store, as another process has it open. */
  other: CartStore
  /** Makes a cart look as if it had not been touched for longer than carts live. */
  expire(cartId: string): Promise<void>
}

/** What every cart store promises. `skip`: why its service is not there. */
export function cartStoreContract(
  name: string,
  open: (t: TestContext) => Promise<CartStoreUnderTest>,
  options: { skip?: string | false } = {},
): void {
  const it = (title: string, check: (on: CartStoreUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, options, async (t) => check(await open(t)))

  const anId = () => randomBytes(16).toString('base64url')
  const add = (variantId: number, quantity: number, seenPriceMinor: number | null = null): CartChange => ({
    kind: 'add',
    variantId,
    quantity,
    seenPriceMinor,
  })
  const contents = (cart: Cart | null) => cart?.lines.map(({ variantId, quantity }) => [variantId, quantity])

  it('a cart is made by its first change and read as it was written', async ({ store }) => {
    const id = anId()
    assert.equal(await store.read(id), null)
    const made = await store.change(id, 'de', add(7, 2, 1990))
    assert.deepEqual(await store.read(id), made)
    const [line] = made.lines
    assert.deepEqual(
      { ...made, updatedAt: 0, lines: 0 },
      {
        id,
        market: 'de',
        personId: null,
        code: null,
        version: 1,
        doneKeys: [],
        updatedAt: 0,
        lines: 0,
      },
    )
    assert.deepEqual(line, { variantId: 7, quantity: 2, seenPriceMinor: 1990, addedAt: line?.addedAt })
    assert.ok(Math.abs(Date.parse(line?.addedAt ?? '') - Date.now()) < 60_000)
    assert.ok(made.updatedAt instanceof Date)
  })

  it('adding joins what is there, in the order of the first time', async ({ store }) => {
    const id = anId()
    for (const change of [add(7, 2, 1990), add(3, 1), add(7, 3, 2500)]) await store.change(id, 'de', change)
    const cart = await store.read(id)
    assert.deepEqual(contents(cart), [
      [7, 5],
      [3, 1],
    ])
    assert.equal(cart?.version, 3)
    assert.equal(cart?.lines[0]?.seenPriceMinor, 1990)
  })

  it('what is added under one key is added once, also by many at once, as long as the key is among the last eight', async ({
    store,
  }) => {
    const id = anId()
    const keyed = (key: string, variantId = 7): CartChange => ({
      kind: 'add',
      variantId,
      quantity: 2,
      seenPriceMinor: null,
      key,
    })
    await Promise.all(Array.from({ length: 10 }, () => store.change(id, 'de', keyed('first'))))
    const again = await store.change(id, 'de', keyed('first'))
    assert.deepEqual([contents(again), again.version, again.doneKeys], [[[7, 2]], 1, ['first']])
    await store.change(id, 'de', { kind: 'set', variantId: 7, quantity: 5 })
    assert.deepEqual(contents(await store.change(id, 'de', keyed('first'))), [[7, 5]])
    for (let n = 2; n <= keptKeys; n++) await store.change(id, 'de', keyed(`key-${n}`, 3))
    assert.deepEqual(contents(await store.change(id, 'de', keyed('first'))), [
      [7, 5],
      [3, 14],
    ])
    await store.change(id, 'de', keyed('one-more', 3))
    const forgotten = await store.change(id, 'de', keyed('first'))
    assert.deepEqual([contents(forgotten)?.[0], forgotten.doneKeys.length], [[7, 7], keptKeys])
  })

  it('a line stops at the largest quantity and a cart at the largest number of lines', async ({ store }) => {
    const id = anId()
    await store.change(id, 'de', add(1, maxQuantity - 1))
    assert.deepEqual(contents(await store.change(id, 'de', add(1, 2))), [[1, maxQuantity]])
    for (let variantId = 2; variantId <= maxLines + 1; variantId++) await store.change(id, 'de', add(variantId, 1))
    const full = await store.read(id)
    assert.equal(full?.lines.length, maxLines)
    assert.equal(full?.lines.at(-1)?.variantId, maxLines)
  })

  it('setting a quantity replaces it, 0 removes the line, and what is not there is put in', async ({ store }) => {
    const id = anId()
    for (const variantId of [7, 3, 5]) await store.change(id, 'de', add(variantId, 2))
    await store.change(id, 'de', { kind: 'set', variantId: 3, quantity: 9 })
    await store.change(id, 'de', { kind: 'set', variantId: 7, quantity: 0 })
    await store.change(id, 'de', { kind: 'set', variantId: 7, quantity: 0 })
    assert.deepEqual(contents(await store.change(id, 'de', { kind: 'set', variantId: 8, quantity: 1 })), [
      [3, 9],
      [5, 2],
      [8, 1],
    ])
    const other = anId()
    assert.deepEqual(contents(await store.change(other, 'de', { kind: 'set', variantId: 1, quantity: 0 })), [])
  })

  it('the code and the person belong to the cart until they are taken off', async ({ store }) => {
    const [id, personId] = [anId(), randomUUID()]
    await store.change(id, 'de', add(7, 1))
    await store.change(id, 'de', { kind: 'code', code: 'TEN' })
    const known = await store.change(id, 'de', { kind: 'person', personId })
    assert.deepEqual([known.code, known.personId, known.version, contents(known)], ['TEN', personId, 2, [[7, 1]]])
    await store.change(id, 'de', { kind: 'code', code: null })
    const guest = await store.change(id, 'de', { kind: 'person', personId: null })
    assert.deepEqual([guest.code, guest.personId, guest.version, contents(guest)], [null, null, 3, [[7, 1]]])
  })

  it('prices that were seen are kept without a new version', async ({ store }) => {
    const id = anId()
    await store.change(id, 'de', add(7, 1, 1000))
    await store.change(id, 'de', add(3, 1))
    const cart = await store.change(id, 'de', {
      kind: 'seen',
      prices: [
        { variantId: 7, priceMinor: 1200 },
        { variantId: 99, priceMinor: 1 },
      ],
    })
    assert.deepEqual(
      cart.lines.map((line) => line.seenPriceMinor),
      [1200, null],
    )
    assert.equal(cart.version, 2)
  })

  it('50 changes that meet are all kept, and each has its version', async ({ store }) => {
    const id = anId()
    const carts = await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.change(id, 'de', i % 2 === 0 ? add(7, 1) : add(100 + i, 1))),
    )
    const cart = await store.read(id)
    assert.equal(cart?.lines.length, 26)
    assert.equal(cart?.lines.find((line) => line.variantId === 7)?.quantity, 25)
    assert.equal(cart?.version, 50)
    assert.equal(new Set(carts.map((one) => one.version)).size, 50)
  })

  it('changes of one cart that meet from two processes are all kept as well', async ({ store, other }) => {
    const id = anId()
    const carts = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 ? other : store).change(
          id,
          'de',
          i % 3 === 0 ? add(7, 1) : { kind: 'set', variantId: 100 + i, quantity: 2 },
        ),
      ),
    )
    const cart = await other.read(id)
    assert.deepEqual(await store.read(id), cart)
    assert.equal(cart?.lines.find((line) => line.variantId === 7)?.quantity, 10)
    assert.equal(cart?.lines.length, 21)
    assert.equal(Math.max(...carts.map((one) => one.version)), 30)
    assert.equal(cart?.version, 30)
  })

  it('the largest cart comes back whole: all lines, the largest numbers, the longest keys', async ({ store }) => {
    const [id, personId] = [anId(), randomUUID()]
    const [largest, price] = [2_147_483_647, 9_999_999_999]
    for (let i = 0; i < maxLines; i++)
      await store.change(id, 'de', {
        kind: 'add',
        variantId: largest - i,
        quantity: maxQuantity,
        seenPriceMinor: price,
      })
    for (let i = 0; i < keptKeys; i++)
      await store.change(id, 'de', { ...add(largest, 1, price), key: `${i}`.padStart(100, 'k') } as CartChange)
    await store.change(id, 'de', { kind: 'code', code: 'C'.repeat(40) })
    const written = await store.change(id, 'de', { kind: 'person', personId })
    const cart = await store.read(id)
    assert.deepEqual(cart, written)
    assert.equal(cart?.lines.length, maxLines)
    assert.ok(cart?.lines.every(({ quantity, seenPriceMinor }) => quantity === maxQuantity && seenPriceMinor === price))
    assert.deepEqual([cart?.doneKeys.length, cart?.doneKeys.at(-1)?.length], [keptKeys, 100])
    assert.deepEqual((await store.ofPerson(personId, 'de'))?.lines, cart?.lines)
  })

  it('a merge and changes of both carts that meet lose nothing', async ({ store, other }) => {
    const [guest, own] = [anId(), anId()]
    await store.change(own, 'de', add(1, 1))
    await store.change(guest, 'de', add(2, 1))
    await Promise.all([
      ...Array.from({ length: 5 }, () => store.change(own, 'de', add(1, 1))),
      other.merge(guest, own),
      ...Array.from({ length: 5 }, () => other.change(guest, 'de', add(2, 1))),
    ])
    const [into, left] = [await store.read(own), await store.read(guest)]
    const pieces = (cart: Cart | null) => cart?.lines.reduce((all, { quantity }) => all + quantity, 0) ?? 0
    assert.equal(pieces(into) + pieces(left), 12)
    assert.equal(into?.lines.find(({ variantId }) => variantId === 1)?.quantity, 6)
  })

  it('merging adds up the lines, keeps the own code and removes the other cart', async ({ store }) => {
    const [guest, own, personId] = [anId(), anId(), randomUUID()]
    await store.change(own, 'de', add(7, 2, 1000))
    await store.change(own, 'de', add(3, maxQuantity))
    await store.change(own, 'de', { kind: 'person', personId })
    await store.change(guest, 'de', add(3, 5))
    await store.change(guest, 'de', add(7, 1, 1200))
    await store.change(guest, 'de', add(9, 1))
    await store.change(guest, 'de', { kind: 'code', code: 'TEN' })
    const merged = await store.merge(guest, own)
    assert.deepEqual(contents(merged), [
      [7, 3],
      [3, maxQuantity],
      [9, 1],
    ])
    assert.deepEqual([merged.code, merged.personId, merged.version], ['TEN', personId, 3])
    assert.equal(await store.read(guest), null)
  })

  it('merging again, or a cart with itself, changes nothing', async ({ store }) => {
    const [guest, own] = [anId(), anId()]
    await store.change(own, 'de', add(7, 2))
    await store.change(guest, 'de', add(7, 1))
    const merged = await store.merge(guest, own)
    assert.deepEqual(await store.merge(guest, own), merged)
    assert.deepEqual(await store.merge(own, own), merged)
    assert.deepEqual(await store.read(own), merged)
    await assert.rejects(store.merge(anId(), anId()))
  })

  it('ten merges at once count the guest once', async ({ store }) => {
    const [guest, own] = [anId(), anId()]
    await store.change(own, 'de', add(7, 2))
    await store.change(guest, 'de', add(7, 1))
    await Promise.all(Array.from({ length: 10 }, () => store.merge(guest, own)))
    assert.deepEqual(contents(await store.read(own)), [[7, 3]])
  })

  it('a person finds the newest own cart of a market', async ({ store }) => {
    const [first, second, abroad, personId] = [anId(), anId(), anId(), randomUUID()]
    for (const id of [first, second]) await store.change(id, 'de', { kind: 'person', personId })
    await store.change(abroad, 'us', { kind: 'person', personId })
    await store.change(first, 'de', add(7, 1))
    assert.equal((await store.ofPerson(personId, 'de'))?.id, first)
    assert.equal((await store.ofPerson(personId, 'us'))?.id, abroad)
    assert.equal(await store.ofPerson(randomUUID(), 'de'), null)
  })

  it('a cart that changes hands is found by its new person only, and what a merge has taken by none', async ({
    store,
  }) => {
    const [id, own, ada, eve] = [anId(), anId(), randomUUID(), randomUUID()]
    await store.change(id, 'de', add(7, 1))
    await store.change(id, 'de', { kind: 'person', personId: ada })
    await store.change(id, 'de', { kind: 'person', personId: eve })
    assert.equal(await store.ofPerson(ada, 'de'), null)
    assert.equal((await store.ofPerson(eve, 'de'))?.id, id)
    await store.change(own, 'de', add(3, 1))
    const merged = await store.merge(id, own)
    assert.equal(merged.personId, eve)
    assert.deepEqual(await store.ofPerson(eve, 'de'), merged)
    await store.change(own, 'de', { kind: 'person', personId: null })
    assert.equal(await store.ofPerson(eve, 'de'), null)
  })

  it('a removed cart is gone', async ({ store }) => {
    const [id, personId] = [anId(), randomUUID()]
    await store.change(id, 'de', add(7, 1))
    await store.change(id, 'de', { kind: 'person', personId })
    await store.remove(id)
    await store.remove(id)
    assert.equal(await store.read(id), null)
    assert.equal(await store.ofPerson(personId, 'de'), null)
  })

  it('what was bought leaves the cart: all of it, or its pieces when the cart was changed meanwhile', async ({
    store,
  }) => {
    const [same, changed] = [anId(), anId()]
    for (const id of [same, changed]) {
      await store.change(id, 'de', add(7, 2))
      await store.change(id, 'de', { kind: 'code', code: 'TEN' })
    }
    const bought = { version: 2, lines: [{ variantId: 7, quantity: 2 }] }
    await store.takeBought(same, bought)
    const emptied = await store.read(same)
    assert.deepEqual([contents(emptied), emptied?.code, emptied?.version], [[], null, 3])

    await store.change(changed, 'de', add(7, 1))
    await store.change(changed, 'de', add(3, 4))
    await store.takeBought(changed, bought)
    const later = await store.read(changed)
    assert.deepEqual(contents(later), [
      [7, 1],
      [3, 4],
    ])
    assert.equal(later?.code, 'TEN')
    await store.takeBought(anId(), bought)
  })

  it('an expired cart is as none: it is not read, not found, not merged, and a change begins anew', async (on) => {
    const { store } = on
    const [old, own, personId] = [anId(), anId(), randomUUID()]
    await store.change(old, 'de', add(7, 1))
    await store.change(old, 'de', { kind: 'code', code: 'TEN' })
    await store.change(old, 'de', { kind: 'person', personId })
    await on.expire(old)
    assert.equal(await store.read(old), null)
    assert.equal(await store.ofPerson(personId, 'de'), null)
    const anew = await store.change(old, 'de', add(3, 1))
    assert.deepEqual([contents(anew), anew.code, anew.personId], [[[3, 1]], null, null])

    await store.change(own, 'de', add(5, 1))
    await on.expire(old)
    assert.deepEqual(contents(await store.merge(old, own)), [[5, 1]])
  })

  it('what has expired is cleaned up, the rest stays', async (on) => {
    const { store } = on
    const [old, fresh] = [anId(), anId()]
    for (const id of [old, fresh]) await store.change(id, 'de', add(7, 1))
    await on.expire(old)
    await store.removeExpired()
    assert.equal(await store.removeExpired(), 0)
    assert.deepEqual(contents(await store.read(fresh)), [[7, 1]])
  })
}
