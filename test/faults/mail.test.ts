import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { openSes } from '../../src/adapters/mail/ses.ts'
import { openSmtp } from '../../src/adapters/mail/smtp.ts'
import type { Mailer } from '../../src/domain/notifications/mailer.ts'
import { readJobs, retryJobs } from '../../src/domain/reports/read-jobs.ts'
import { sql } from '../../src/kit/db.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { placeAws } from '../helpers/aws-place.ts'
import { engine } from '../helpers/engines.ts'
import { type FaultyService, openFaultyService, type Trouble } from '../helpers/faulty-service.ts'
import { type MailServerTrouble, openMailServer } from '../helpers/mail-server.ts'
import { aReadyCart, openPayingShop, type PayingShop, paidOrder, until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'

const { url = '', missing = false } = engine('ministack')
const email = 'erika.kanarienvogel@example.com'

async function aSesShop(t: TestContext): Promise<{ shop: PayingShop; service: FaultyService }> {
  const service = await openFaultyService(t, url)
  placeAws(t, { SESV2: service.url })
  const client = new SESv2Client({})
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'hello@tradewind.example' })).catch(() => {})
  client.destroy()
  service.requests.length = 0
  return { shop: await openPayingShop(t, { mailer: openSes(new URL('ses:')) }), service }
}

async function anOrder(shop: PayingShop): Promise<{ orderId: string; ms: number }> {
  const { variantId } = await addWare(shop, { key: 'mug', stock: { hamburg: 5 } })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email })
  const began = performance.now()
  const { orderId } = await paidOrder(shop, cart)
  return { orderId, ms: performance.now() - began }
}

const mailJob = async (shop: PayingShop) =>
  (await readJobs(shop, { onlySetAside: false })).find(({ name }) => name === 'send-order-mail')

const runNow = (shop: PayingShop) =>
  shop.db.change(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`)

/** What a process says while it works. */
async function listening(work: () => Promise<void>): Promise<string> {
  const { write } = process.stdout
  let said = ''
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: []) => {
    said += String(chunk)
    return write.call(process.stdout, chunk, ...rest)
  }) as typeof process.stdout.write
  try {
    await work()
  } finally {
    process.stdout.write = write
  }
  return said
}

const refusal = (status: number, type: string): Trouble => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify({ message: `${type}: ${email}` }),
})

const troubles: Record<string, [trouble: Trouble, words: RegExp]> = {
  'is throttled': [refusal(429, 'TooManyRequestsException'), /^SES took no mail: TooManyRequestsException 429$/],
  'denies access': [refusal(403, 'AccessDeniedException'), /^SES took no mail: AccessDeniedException 403$/],
  'ends every connection': ['hung-up', /^SES took no mail: \w+$/],
}

for (const [what, [trouble, words]] of Object.entries(troubles))
  test(`while SES ${what}, an order is placed and paid as ever; its mail waits longer each time and goes once SES is back`, {
    skip: missing,
  }, async (t) => {
    const { shop, service } = await aSesShop(t)
    service.trouble = trouble
    const { ms } = await anOrder(shop)
    assert.ok(ms < 4_000, `${ms} ms`)
    assert.equal(service.requests.length, 0, 'the checkout has asked SES')
    const said = await listening(async () => {
      const worker = await startWorker(shop, { pollMs: 50, crontab: '' })
      try {
        const waits: number[] = []
        for (const attempt of [1, 2, 3]) {
          const job = await until(async () => {
            const job = await mailJob(shop)
            return job?.attempts === attempt && job.lastError && job.runAt > new Date() ? job : null
          })
          assert.match(job.lastError ?? '', words)
          waits.push(job.runAt.getTime() - Date.now())
          assert.equal(service.requests.length, attempt, 'one attempt of the worker is one call')
          await runNow(shop)
        }
        assert.ok((waits[2] ?? 0) > (waits[0] ?? 0) * 3, `${waits}`)
        service.trouble = 'none'
        await until(async () => {
          await runNow(shop)
          return (await mailJob(shop)) === undefined
        })
      } finally {
        await worker.stop()
      }
    })
    assert.equal(service.requests.filter(({ status }) => status === 200).length, 1)
    assert.doesNotMatch(said, /kanarienvogel/)
    assert.match(said, /job\.failed/)
  })

test('a mail that SES refuses for good is set aside, told of, and can be sent again by hand', {
  skip: missing,
}, async (t) => {
  const { shop, service } = await aSesShop(t)
  service.trouble = refusal(400, 'MessageRejected')
  await anOrder(shop)
  const worker = await startWorker(shop, { pollMs: 50, crontab: '' })
  try {
    await until(async () => (await mailJob(shop))?.lastError)
    await shop.db.change(
      sql`update graphile_worker._private_jobs set max_attempts = attempts + 1, run_at = now() where locked_at is null`,
    )
    const [job] = await until(async () => {
      const aside = await readJobs(shop, { onlySetAside: true })
      return aside.length === 1 && aside
    })
    assert.deepEqual([job?.name, job?.lastError], ['send-order-mail', 'SES took no mail: MessageRejected 400'])
    service.trouble = 'none'
    assert.equal(await retryJobs(shop, [job?.id ?? 0]), 1)
    await until(async () => (await mailJob(shop)) === undefined)
    assert.equal(service.requests.filter(({ status }) => status === 200).length, 1)
  } finally {
    await worker.stop()
  }
})

const servers: Record<string, (t: TestContext) => Promise<Mailer>> = {
  'does not greet': async (t) => openSmtp(await smtpIn(t, 'mute'), quick),
  'has no such recipient': async (t) => openSmtp(await smtpIn(t, 'no-such-recipient'), quick),
  'is not there': async () => openSmtp(new URL('smtp://127.0.0.1:9'), quick),
}
const quick = { connectMs: 400, silenceMs: 400, allMs: 800 }
const smtpIn = async (t: TestContext, trouble: MailServerTrouble) =>
  new URL(`smtp://127.0.0.1:${(await openMailServer(t, { trouble })).port}`)

for (const [what, open] of Object.entries(servers))
  test(`while the mail server ${what}, an order is placed and paid as ever, and its mail waits`, async (t) => {
    const shop = await openPayingShop(t, { mailer: await open(t) })
    const { ms } = await anOrder(shop)
    assert.ok(ms < 4_000, `${ms} ms`)
    const said = await listening(async () => {
      const worker = await startWorker(shop, { pollMs: 50, crontab: '' })
      try {
        const job = await until(async () => {
          const job = await mailJob(shop)
          return job?.lastError ? job : null
        })
        assert.match(job.lastError ?? '', /^The mail server took no mail: /)
        assert.equal(job.isSetAside, false)
      } finally {
        await worker.stop()
      }
    })
    assert.doesNotMatch(said, /kanarienvogel/)
  })
