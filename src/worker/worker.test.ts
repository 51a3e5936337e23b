import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { aReadyCart, holds, newKey, openPayingShop, paidOrder, until } from '../../test/helpers/paying-shop.ts'
import { openTestShop } from '../../test/helpers/test-shop.ts'
import { addWare } from '../../test/helpers/wares.ts'
import { addPicture } from '../domain/catalog/add-picture.ts'
import { pictureFile } from '../domain/media/make-picture.ts'
import { pictureFormats, preparedSources } from '../domain/media/picture-sizes.ts'
import { cancelOrder } from '../domain/orders/cancel-order.ts'
import { refundOrder } from '../domain/orders/refund-order.ts'
import { shipOrder } from '../domain/orders/ship-order.ts'
import { readJobs, removeJobs, retryJobs } from '../domain/reports/read-jobs.ts'
import { readWork } from '../domain/reports/tally.ts'
import { verify } from '../domain/reports/verify.ts'
import type { Shop } from '../domain/shop.ts'
import { openDb, sql } from '../kit/db.ts'
import { once } from '../kit/effects.ts'
import { addJob, recordFact } from '../kit/facts.ts'
import { schedule } from './jobs.ts'
import { openLife } from './life.ts'
import { startWorker } from './worker.ts'

const mailsTo = async (shop: Pick<Shop, 'db'>, email: string) =>
  (await shop.db.rows<{ key: string }>(sql`select key from mailbox where recipient = ${email} order by id`)).map(
    ({ key }) => key.split(':')[0],
  )

/** Stopped before the database goes, also when a check fails. */
async function withWorker(shop: Shop, options: { crontab?: string }, work: () => Promise<void>): Promise<void> {
  const worker = await startWorker(shop, { pollMs: 50, ...options })
  try {
    await work()
  } finally {
    await worker.stop()
  }
}

test('an order, its parcel and its refund are each mailed once, and everything that was ordered for later is done', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  const email = 'erika@example.com'
  const { orderId } = await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email }))
  const other = await paidOrder(
    shop,
    await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email: 'max@example.com' }),
  )
  await withWorker(shop, {}, async () => {
    await until(async () => (await mailsTo(shop, email)).length === 1)
    await shipOrder(shop, { orderId, carrier: 'DHL', tracking: '0034' })
    await refundOrder(shop, { orderId, idempotencyKey: newKey(), what: { amountMinor: 500 }, reason: 'damaged' })
    await cancelOrder(shop, { orderId: other.orderId, reason: 'shopper' })
    await until(async () => (await mailsTo(shop, email)).length === 3)
    await until(async () => (await mailsTo(shop, 'max@example.com')).length === 3)
    // The facts again, as after a crash: nothing is mailed a second time.
    await shop.db.transaction(async (tx) => {
      await recordFact(tx, { fact: 'order.placed', orderId })
      await recordFact(tx, { fact: 'order.placed', orderId: other.orderId })
    })
    await until(async () => (await readJobs(shop, { onlySetAside: false })).every(({ runAt }) => runAt > new Date()))
    assert.deepEqual(await mailsTo(shop, email), ['order-placed', 'order-shipped', 'order-refunded'])
    assert.deepEqual((await mailsTo(shop, 'max@example.com')).sort(), [
      'order-cancelled',
      'order-placed',
      'order-refunded',
    ])
    await holds(shop, ['I1', 'I2', 'I5', 'I6', 'I7'])
  })
})

test('a job that always fails is set aside after its last attempt, does not hold up others, and can be tried again', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.transaction(async (tx) => {
    await addJob(tx, 'send-refund', { refundId: '00000000-0000-4000-8000-000000000000' }, { maxAttempts: 1 })
    await addJob(tx, 'sweep-sessions', {})
  })
  await withWorker(shop, { crontab: '' }, async () => {
    const [job] = await until(async () => {
      const jobs = await readJobs(shop, { onlySetAside: true })
      return jobs.length === 1 && (await readJobs(shop, { onlySetAside: false })).length === 1 && jobs
    })
    assert.deepEqual([job?.name, job?.attempts, job?.isSetAside], ['send-refund', 1, true])
    assert.match(job?.lastError ?? '', /has no payment/)
    const report = await verify({ ...shop, payments: { ...shop.payments, listPayments: async function* () {} } })
    assert.deepEqual(report.invariants.I6?.violations, [{ what: 'given up', on: `send-refund ${job?.id}` }])
    assert.equal(await retryJobs(shop, [job?.id ?? 0]), 1)
    await until(async () => (await readJobs(shop, { onlySetAside: true })).length === 1)
    assert.equal(await removeJobs(shop, [job?.id ?? 0]), 1)
    assert.deepEqual(await readJobs(shop, { onlySetAside: false }), [])
  })
})

test('an effect that fails is tried again, one that is done never', async (t) => {
  const shop = await openTestShop(t)
  const done: number[] = []
  const fails = async () => {
    throw new Error('The mail server is down.')
  }
  await assert.rejects(once(shop.db, 'mail:1', 'mail', fails))
  assert.equal(await once(shop.db, 'mail:1', 'mail', async () => void done.push(1)), true)
  assert.equal(await once(shop.db, 'mail:1', 'mail', async () => void done.push(2)), false)
  assert.deepEqual(done, [1])
  const row = await shop.db.row(sql`select state, attempts from effect`)
  assert.deepEqual(row, { state: 'done', attempts: 2 })
})

test('what a worker held when it was killed is taken over; what a living one holds is not', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.transaction(async (tx) => {
    for (let i = 0; i < 3; i++) await addJob(tx, 'sweep-sessions', { i })
  })
  const lockJob = (poolId: string) =>
    shop.db.change(sql`update graphile_worker._private_jobs set locked_by = ${poolId}, locked_at = now(), attempts = 1
      where id = (select min(id) from graphile_worker._private_jobs where locked_by is null)`)
  const program = `
    import { openDb } from '${join(import.meta.dirname, '../kit/db.ts')}'
    import { openLife } from '${join(import.meta.dirname, 'life.ts')}'
    const life = await openLife(openDb({ url: process.argv[1] }))
    await life.hold('pool-killed')
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    program,
    shop.databaseUrl,
  ])
  t.after(() => child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const living = await openLife(shop.db)
  const db = openDb({ url: shop.databaseUrl })
  const looking = await openLife(db)
  await living.hold('pool-living')
  await lockJob('pool-killed')
  await lockJob('pool-living')
  assert.equal(await looking.takeOver(), 0)
  child.kill('SIGKILL')
  await until(async () => (await looking.takeOver()) === 1)
  const held = await shop.db.rows(
    sql`select locked_by as by from graphile_worker._private_jobs where locked_by is not null`,
  )
  assert.deepEqual(held, [{ by: 'pool-living' }])
  await looking.close()
  await living.close()
  await db.close()
})

test('what the worker does is counted: jobs, facts, mails, and what waits or was set aside', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  const email = 'erika@example.com'
  await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email }))
  await shop.db.transaction(async (tx) => {
    await addJob(tx, 'send-refund', { refundId: '00000000-0000-4000-8000-000000000000' }, { maxAttempts: 1 })
    await addJob(tx, 'sweep-sessions', {}, { runAt: new Date(Date.now() + 3_600_000) })
  })
  const { jobs } = await readWork(shop)
  assert.ok(jobs.due >= 2 && jobs.oldestSeconds > 0, JSON.stringify(jobs))
  assert.deepEqual([jobs.later, jobs.setAside], [1, 0])
  await withWorker(shop, { crontab: '' }, async () => {
    await until(async () => (await mailsTo(shop, email)).length === 1)
    await until(async () => (await readJobs(shop, { onlySetAside: true })).length === 1)
    await until(async () => {
      const { due, running } = (await readWork(shop)).jobs
      return due + running === 0
    })
  })
  const work = await readWork(shop)
  assert.deepEqual(work.jobs, { due: 0, running: 0, later: 1, setAside: 1, oldestSeconds: 0 })
  const count = (name: string, what: string) =>
    work.done.find((row) => row.name === name && row.what === what)?.count ?? 0
  assert.equal(count('fact', 'order.placed'), 1)
  assert.deepEqual([count('order', 'paid'), count('order', 'free'), count('order-minor', 'EUR')], [1, 0, 2490 + 390])
  assert.equal(count('job-done', 'send-order-mail'), 1)
  assert.equal(count('mail', 'sent'), 1)
  assert.equal(count('job-given-up', 'send-refund'), 1)
  assert.equal(count('job-done', 'send-refund'), 0)
})

test('a job that fails is tried again later and later', async (t) => {
  const refusing = { send: () => Promise.reject(new Error('The mail server is down.')) }
  const shop = await openTestShop(t, { mailer: refusing })
  await shop.db.transaction((tx) => addJob(tx, 'send-refund', { refundId: '00000000-0000-4000-8000-000000000000' }))
  const waits: number[] = []
  await withWorker(shop, { crontab: '' }, async () => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { wait } = await until(() =>
        shop.db.row<{ wait: number }>(sql`
          select extract(epoch from run_at - updated_at)::float8 as wait from graphile_worker._private_jobs
          where attempts = ${attempt} and locked_at is null and last_error is not null`),
      )
      waits.push(wait)
      await shop.db.change(sql`update graphile_worker._private_jobs set run_at = now()`)
    }
  })
  // About e seconds, e², e³: the time until the failure is written is added.
  for (const [i, wait] of waits.entries()) assert.ok(wait > Math.exp(i + 1) - 0.1 && wait < Math.exp(i + 2), `${waits}`)
})

test('a stop lets jobs come to their end, and hands back one that does not', async (t) => {
  let isSending = false
  const never = {
    send: () => {
      isSending = true
      return new Promise<void>(() => {})
    },
  }
  const shop = await openPayingShop(t, { mailer: never })
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email: 'erika@example.com' }))
  const worker = await startWorker(shop, { pollMs: 50, crontab: '', patienceMs: 300 })
  await until(async () => isSending)
  await worker.stop()
  const jobs = await shop.db.rows(sql`
    select task_identifier as name, attempts, locked_by as by from graphile_worker.jobs
    where task_identifier = 'send-order-mail'`)
  assert.deepEqual(jobs, [{ name: 'send-order-mail', attempts: 1, by: null }])
  const quick = await startWorker(shop, { pollMs: 50, crontab: '' })
  await quick.stop()
})

test('the sizes of a picture are made when it is added; the store is asked for all of them once a day only', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'mug', stock: { hamburg: 1 } })
  const file = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer()
  const added = await addPicture(shop, { key: 'mug', file })
  assert.ok(added.ok)
  const sizes = pictureFormats.flatMap((format) =>
    preparedSources[format].map((width) => pictureFile(added.mediaKey, { width, format })),
  )
  await withWorker(shop, { crontab: '' }, () =>
    until(async () => (await Promise.all(sizes.map(shop.media.exists))).every((isThere) => isThere), 30).then(() => {}),
  )
  assert.match(schedule, /^\d+ \d+ \* \* \* make-pictures /m)
})
