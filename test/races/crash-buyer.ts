import { openPostgresCarts } from '../../src/adapters/carts/postgres.ts'
import { openMailbox } from '../../src/adapters/mail/mailbox.ts'
import { openStripe } from '../../src/adapters/payments/stripe.ts'
import type { CartStore } from '../../src/domain/carts/cart-store.ts'
import { placeOrder } from '../../src/domain/checkout/place-order.ts'
import { takeReturn } from '../../src/domain/checkout/resume-payment.ts'
import { readMarkets } from '../../src/domain/settings/read-markets.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { openDb } from '../../src/kit/db.ts'
import { secureRandom } from '../../src/kit/ids.ts'
import { openMemory } from '../../src/kit/memory.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { links, type ReadyCart, secretKey, webhookSecret } from '../helpers/paying-shop.ts'
import { openTestKeys } from '../helpers/test-keys.ts'

/**
 * The buyer's part of a checkout in a process of its own, for the crash test: it places an order, pays it and returns. It
 * counts its messages to database and provider; at message `killAt` it is killed: before the message, or after its answer.
 */
type Task = {
  databaseUrl: string
  sandboxUrl: string
  /** Of carts in DynamoDB; else they stand in the database. */
  table?: string
  cart: ReadyCart
  secret: string
  killAt: number
  when: 'before' | 'after'
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task
let messages = 0

/** Counts a message and dies where the task says so, as suddenly as a power cut. */
async function counted<T>(send: () => Promise<T>): Promise<T> {
  const number = ++messages
  if (number === task.killAt && task.when === 'before') process.kill(process.pid, 'SIGKILL')
  const answer = await send()
  if (number === task.killAt) process.kill(process.pid, 'SIGKILL')
  return answer
}

const db = openDb({ url: task.databaseUrl, poolSize: 4 })
const connect = db.pool.connect.bind(db.pool)
const wrapped = new WeakSet<object>()
// Every statement, begin and commit included, is one message.
db.pool.on('connect', (client) => {
  if (wrapped.has(client)) return
  wrapped.add(client)
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  Object.assign(client, {
    query: (...args: unknown[]) => {
      // The pool itself asks with a callback; our code waits for a promise.
      if (typeof args.at(-1) === 'function') return query(...args)
      return counted(() => query(...args) as Promise<unknown>)
    },
  })
})
db.pool.query = (async (...args: Parameters<typeof db.pool.query>) => {
  const client = await connect()
  try {
    return await client.query(...args)
  } finally {
    client.release()
  }
}) as typeof db.pool.query

/** Carts elsewhere: each call is a message, as each statement is. */
const countedCarts = (carts: CartStore): CartStore => ({
  ...carts,
  read: (id) => counted(() => carts.read(id)),
  change: (...asked) => counted(() => carts.change(...asked)),
  takeBought: (...asked) => counted(() => carts.takeBought(...asked)),
})

const stripe = await openStripe({
  url: new URL(`stripe+${task.sandboxUrl}`),
  secretKey: fixedSecret(secretKey),
  webhookSecrets: fixedSecret(webhookSecret),
})
const shop = {
  db,
  clock: systemClock,
  random: secureRandom,
  markets: await readMarkets(db),
  ...(await openTestKeys(db)),
  carts: task.table ? countedCarts((await import('../helpers/dynamo.ts')).cartsIn(task.table)) : openPostgresCarts(db),
  payments: {
    ...stripe,
    askForPage: (ask: Parameters<typeof stripe.askForPage>[0]) => counted(() => stripe.askForPage(ask)),
    readStatus: (of: Parameters<typeof stripe.readStatus>[0]) => counted(() => stripe.readStatus(of)),
  },
  mailer: openMailbox(db),
  memory: openMemory({ limit: 100, maxAgeMs: 60_000 }),
  secret: fixedSecret(task.secret),
  name: 'Tradewind',
}
messages = 0

const answer = await placeOrder(shop, { ...task.cart, links })
if (!answer.ok || !answer.paymentPage) throw new Error(JSON.stringify(answer))
const session = new URL(answer.paymentPage).pathname.split('/')[2]
await fetch(`${task.sandboxUrl}/sandbox/act`, {
  method: 'POST',
  headers: { authorization: `Bearer ${secretKey}` },
  body: JSON.stringify({ act: 'pay', session, outcome: 'success' }),
})
const order = await takeReturn(shop, answer.token)
process.stdout.write(JSON.stringify({ messages, state: order?.state }))
await db.close()
