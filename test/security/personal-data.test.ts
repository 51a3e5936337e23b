import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { openSmtp } from '../../src/adapters/mail/smtp.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { until } from '../helpers/paying-shop.ts'
import { openTestApp } from '../helpers/test-app.ts'
import { addWare } from '../helpers/wares.ts'

/** A purchase and an account with a name that nobody else bears: afterwards it stands where it is marked as such, and nowhere else. */

const canary = 'Zyxwvut'
const typed = {
  email: `${canary}@example.com`,
  firstName: `${canary}first`,
  lastName: `${canary}last`,
  line1: `1 ${canary} Road`,
  city: `${canary}ville`,
  phone: '+1 555 0182736',
  postcode: '97205',
  region: 'OR',
  country: 'US',
}
const secret = 'four small kwyjibo boats'
const hex = (text: string) => Buffer.from(text).toString('hex')
const secrets = [
  canary.toLowerCase(),
  '0182736',
  hex(canary),
  hex(canary.toLowerCase()),
  hex('0182736'),
  // Wherever in a longer text it begins, its middle has one of three forms.
  ...[canary, canary.toLowerCase()].flatMap((word) =>
    [0, 1, 2].map((at) =>
      Buffer.from(' '.repeat(at) + word)
        .toString('base64')
        .slice(4, 9)
        .toLowerCase(),
    ),
  ),
]

async function placesOf({ db }: Pick<Shop, 'db'>): Promise<string[]> {
  const { rows } = await db.pool.query(`select table_schema, table_name, column_name from information_schema.columns
    join pg_tables on schemaname = table_schema and tablename = table_name
    where table_schema in ('public', 'graphile_worker')`)
  const places: string[] = []
  for (const { table_schema, table_name, column_name } of rows) {
    // As texts, bytes are hexadecimal.
    const found = await db.pool.query(
      `select lower("${column_name}"::text) as text from "${table_schema}"."${table_name}"`,
    )
    if (found.rows.some(({ text }) => secrets.some((part) => text?.includes(part))))
      places.push(`${table_name}.${column_name}`)
  }
  return places.sort()
}

test('a name, an address and a password stand nowhere in clear: not in the database, and not in logs', async (t) => {
  const said: string[] = []
  const write = process.stdout.write.bind(process.stdout)
  t.mock.method(process.stdout, 'write', (text: string | Uint8Array, ...rest: []) => {
    said.push(String(text))
    return write(text, ...rest)
  })
  // A mail server that refuses every recipient by name, as real ones do.
  const refusals: string[] = []
  const server = createServer((socket) => {
    socket.write('220 mail\r\n')
    socket.on('error', () => {})
    socket.on('data', (data) => {
      for (const line of String(data).split('\r\n').filter(Boolean)) {
        if (/^rcpt/i.test(line)) refusals.push(line)
        socket.write(/^rcpt/i.test(line) ? `550 5.1.1 <${typed.email}>: no ${typed.firstName} here\r\n` : '250 ok\r\n')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  t.after(() => server.close())

  const app = await openTestApp(t, { mailer: openSmtp(new URL(`smtp://127.0.0.1:${port}?ignoreTLS=true`)) })
  const { shop } = app
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 5 } })
  const place = '/us/en'
  const visitor = app.visitor()
  await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1' })
  const delivery = await visitor.send(await visitor.get(`${place}/checkout`), `${place}/checkout/details`, typed)
  const review = await visitor.send(delivery, `${place}/checkout/delivery`)
  await visitor.send(review, `${place}/checkout/place`)
  const sessionRef = new URL(visitor.leftFor ?? '').pathname.split('/')[2] ?? ''
  await shop.sandbox.bank.pay(sessionRef, 'success')
  const token = /\/orders\/([\w-]{44})"/.exec((await visitor.get(`${place}/checkout`)).text)?.[1]
  const { rows } = await shop.db.pool.query('select id, number from orders')
  assert.equal(rows.length, 1)
  assert.ok(token === undefined || token.length === 44)

  // Sign-up, a wrong password, a look-up, a withdrawal: all of them say who it is.
  const door = await visitor.get(`${place}/account/register`)
  await visitor.send(door, `${place}/account/register`, { ...typed, password: secret })
  const signIn = await visitor.get(`${place}/account/sign-in`)
  await visitor.send(signIn, `${place}/account/sign-in`, { email: typed.email, password: secret })
  await visitor.send(await visitor.get(`${place}/account/forgot`), `${place}/account/forgot`, { email: typed.email })
  const lookup = await visitor.get(`${place}/order-lookup`)
  await visitor.send(lookup, `${place}/order-lookup`, { number: rows[0].number, email: typed.email })
  const form = await visitor.get(`${place}/withdrawal`)
  const confirm = await visitor.send(form, `${place}/withdrawal`, {
    name: typed.firstName,
    number: '1',
    email: typed.email,
  })
  await visitor.send(confirm, `${place}/withdrawal`, { confirmed: 'yes' })

  const worker = await startWorker(shop, { pollMs: 100, crontab: '' })
  await until(async () => refusals.length >= 2 && said.some((line) => line.includes('job.failed')))
  await worker.stop()

  // What is sealed is there, and nothing else.
  const sealed = await shop.db.pool.query(`select (select count(*) from order_contact)::int as orders,
    (select count(*) from contact where sealed is not null)::int as contacts, (select count(*) from address)::int as addresses,
    (select count(*) from account_request)::int as requests, (select count(*) from withdrawal)::int as withdrawals`)
  assert.deepEqual(sealed.rows, [{ orders: 1, contacts: 1, addresses: 2, requests: 2, withdrawals: 1 }])
  assert.deepEqual(await placesOf(shop), [])
  await shop.db.pool.query('update market set name = $1', [`a canary that is found: ${canary}`])
  assert.deepEqual(await placesOf(shop), ['market.name'])
  const log = said.join('').toLowerCase()
  for (const part of [...secrets, secret.toLowerCase(), token?.toLowerCase() ?? sessionRef.toLowerCase()])
    assert.ok(!log.includes(part), `The log tells ${part}.`)
  assert.match(log, /the mail server took no mail: eenvelope rcpt to 550/)
})
