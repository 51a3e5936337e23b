import { randomBytes } from 'node:crypto'
import { type Cart, type CartChange, type CartLine, type CartStore, cartDays } from '../../domain/carts/cart-store.ts'
import { cartAfterOrder, changedCart, emptyCart, mergedCart } from '../../domain/carts/changed-cart.ts'
import { StoreAway, StoreBusy } from '../../kit/unavailable.ts'
import { expirySeconds, type Item, type Key, maxTurns, pause, type Step, type Table } from '../aws/dynamodb.ts'

/** A cart is one item, read and written as a whole: 100 lines are some 4 kB, and an item may have 400. */
type CartItem = Item & {
  market: string
  personId?: string
  code?: string
  version: number
  /** JSON, a line as [variant, quantity, seen price, added at]. */
  lines: string
  doneKeys: string[]
  updatedMs: number
  expiresAt: number
  /** Made anew by every write: a write is for the state that it has read, or not done. */
  rev: string
  /** Marks of the last writes, so that a write whose answer was lost knows itself again. */
  marks: string[]
  /** Until when the person's link to this cart lives. */
  linkedUntil?: number
}

/** A person's carts are found by links, written together with the cart that changes hands. */
type LinkItem = Item & { cartId: string }

const keptMarks = 16
// A link outlives its cart, so that it is renewed with every other change of months only.
const linkDays = 3 * cartDays
const dayMs = 86_400_000
/** How long a change waits for others of the same cart in this process. */
const patienceMs = 8_000
const maxLinks = 100

const cartKey = (cartId: string): Key => ({ pk: `CART#${cartId}`, sk: 'CART' })
const linkKey = (personId: string, market: string, cartId: string): Key => ({
  pk: `PERSON#${personId}`,
  sk: `CART#${market}#${cartId}`,
})

/**
 * Carts in DynamoDB. Each change reads the item, decides, and writes it on the condition that nobody else has written it since;
 * else it decides again on what stands there now.
 */
export function openDynamoCarts(table: Table, now: () => number = Date.now): CartStore {
  const inTurn = openTurns(now)

  /** The item, unless it has expired. */
  const live = (item: CartItem | undefined) => (item && item.expiresAt * 1000 > now() ? item : undefined)
  const readItem = (cartId: string) => table.get<CartItem>(cartKey(cartId))

  /** `decide` says what becomes of the item; null: nothing. It may be asked several times. */
  async function write(
    cartId: string,
    decide: (found: CartItem | undefined) => CartItem | null,
  ): Promise<CartItem | undefined> {
    const mark = newMark()
    let found = await readItem(cartId)
    for (let turn = 1; turn <= maxTurns; turn++) {
      if (found?.marks.includes(mark)) return found
      const decided = decide(found)
      if (!decided) return found
      const item = marked(decided, mark)
      const links = linksOf(found, item)
      if (links.length > 0) {
        if (await table.together([{ put: item, guard: unchanged(found) }, ...links])) return item
        await pause(turn)
        found = await readItem(cartId)
        continue
      }
      const written = await table.put(item, unchanged(found))
      if (written.done) return item
      found = written.found
      if (!found?.marks.includes(mark)) await pause(turn)
    }
    throw new StoreBusy('carts', 'Too many change one cart.')
  }

  /** What the person's links need when `after` is written in the place of `before`; sets until when they live. */
  function linksOf(before: CartItem | undefined, after: CartItem): Step[] {
    const cartId = idOf(after)
    const steps: Step[] = []
    if (before?.personId && before.personId !== after.personId)
      steps.push({ remove: linkKey(before.personId, before.market, cartId) })
    if (!after.personId) delete after.linkedUntil
    else if (before?.personId !== after.personId || (before.linkedUntil ?? 0) < after.expiresAt) {
      after.linkedUntil = expirySeconds(now() + linkDays * dayMs)
      const link: LinkItem = { ...linkKey(after.personId, after.market, cartId), cartId, expiresAt: after.linkedUntil }
      steps.push({ put: link })
    }
    return steps
  }

  const change = async (cartId: string, market: string, asked: CartChange): Promise<Cart> => {
    const written = await inTurn(cartId, () =>
      write(cartId, (found) => {
        const at = new Date(now())
        const there = live(found)
        const before = there ? cartOf(there) : emptyCart(cartId, market, at, found?.version)
        const after = changedCart(before, asked, at)
        if (!after) return null
        // What was seen keeps no cart alive: looking is no change.
        const expiresAt = asked.kind === 'seen' && there ? there.expiresAt : expiryFrom(now())
        return itemOf(after, expiresAt, found)
      }),
    )
    if (!written) throw new Error(`Cart ${cartId} was not written.`)
    return cartOf(written)
  }

  const read = async (cartId: string): Promise<Cart | null> => {
    const item = live(await readItem(cartId))
    return item ? cartOf(item) : null
  }

  return {
    read,
    change,
    async ofPerson(personId, market) {
      const links = await table.find<LinkItem>(`PERSON#${personId}`, `CART#${market}#`, maxLinks)
      const carts = await Promise.all(links.map(({ cartId }) => read(cartId)))
      return (
        carts
          .filter((cart) => cart !== null)
          .filter((cart) => cart.personId === personId && cart.market === market)
          .sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || (a.id < b.id ? -1 : 1))[0] ?? null
      )
    },
    merge: (fromCartId, intoCartId) =>
      inTurn(intoCartId, async () => {
        for (let turn = 1; turn <= maxTurns; turn++) {
          const [from, into] = await Promise.all([readItem(fromCartId).then(live), readItem(intoCartId)])
          const there = live(into)
          if (fromCartId === intoCartId || !from) {
            if (there) return cartOf(there)
            throw new Error('Neither of the carts to be merged is there.')
          }
          const at = new Date(now())
          const own = there ? cartOf(there) : emptyCart(intoCartId, from.market, at, into?.version)
          const item = marked(itemOf(mergedCart(own, cartOf(from), at), expiryFrom(now()), into), newMark())
          const done = await table.together([
            { remove: cartKey(fromCartId), guard: unchanged(from) },
            { put: item, guard: unchanged(into) },
            ...linksOf(into, item),
            ...(from.personId ? [{ remove: linkKey(from.personId, from.market, fromCartId) }] : []),
          ])
          if (done) return cartOf(item)
          await pause(turn)
        }
        throw new StoreBusy('carts', 'Too many change one cart.')
      }),
    async remove(cartId) {
      const gone = await table.remove<CartItem>(cartKey(cartId))
      if (gone.done && gone.item?.personId) await table.remove(linkKey(gone.item.personId, gone.item.market, cartId))
    },
    async takeBought(cartId, bought) {
      // Of one version it is done once, also when the job that does it is repeated.
      const done = `bought-${bought.version}`
      await inTurn(cartId, () =>
        write(cartId, (found) => {
          const there = live(found)
          if (!there || there.marks.includes(done)) return null
          const after = cartAfterOrder(cartOf(there), bought, new Date(now()))
          return marked(itemOf(after, there.expiresAt, there), done)
        }),
      )
    },
    removeExpired: async () => 0,
  }
}

const marked = (item: CartItem, mark: string): CartItem => ({
  ...item,
  rev: mark,
  marks: [mark, ...item.marks].slice(0, keptMarks),
})
const newMark = () => randomBytes(6).toString('base64url')
const expiryFrom = (ms: number): number => expirySeconds(ms + cartDays * dayMs)
const idOf = ({ pk }: Key): string => pk.slice('CART#'.length)

const unchanged = (found: CartItem | undefined) =>
  found ? { when: 'rev = :rev', values: { rev: found.rev } } : { when: 'attribute_not_exists(pk)' }

function cartOf(item: CartItem): Cart {
  const lines = JSON.parse(item.lines) as [number, number, number | null, number][]
  return {
    id: idOf(item),
    market: item.market,
    personId: item.personId ?? null,
    code: item.code ?? null,
    version: item.version,
    lines: lines.map(([variantId, quantity, seenPriceMinor, addedMs]) => ({
      variantId,
      quantity,
      seenPriceMinor,
      addedAt: new Date(addedMs).toISOString(),
    })),
    doneKeys: item.doneKeys,
    updatedAt: new Date(item.updatedMs),
  }
}

function itemOf(cart: Cart, expiresAt: number, found: CartItem | undefined): CartItem {
  return {
    ...cartKey(cart.id),
    market: cart.market,
    ...(cart.personId === null ? {} : { personId: cart.personId }),
    ...(cart.code === null ? {} : { code: cart.code }),
    version: cart.version,
    lines: JSON.stringify(cart.lines.map(lineParts)),
    doneKeys: cart.doneKeys,
    updatedMs: cart.updatedAt.getTime(),
    expiresAt,
    rev: '',
    marks: found?.marks ?? [],
    ...(found?.linkedUntil === undefined ? {} : { linkedUntil: found.linkedUntil }),
  }
}

const lineParts = ({ variantId, quantity, seenPriceMinor, addedAt }: CartLine) => [
  variantId,
  quantity,
  seenPriceMinor,
  Date.parse(addedAt),
]

/**
 * Changes of one cart in this process go one after the other, so that only processes meet at the table. What kept the table from
 * answering one of them is told to those who wait behind it: they need not find out one by one.
 */
function openTurns(now: () => number): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (id, work) => {
    const asked = now()
    const begin = (fault?: unknown) => {
      if (fault instanceof StoreAway && !(fault instanceof StoreBusy)) throw fault
      if (now() - asked > patienceMs) throw new StoreBusy('carts', 'Too many change one cart.')
      return work()
    }
    const before = last.get(id)
    const mine = before ? before.then(() => begin(), begin) : work()
    const over = () => {
      if (last.get(id) === mine) last.delete(id)
    }
    last.set(id, mine)
    mine.then(over, over)
    return mine
  }
}
