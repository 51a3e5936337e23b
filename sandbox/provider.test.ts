import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openStripe } from '../src/adapters/payments/stripe.ts'
import { aPageAsk } from '../src/domain/payments/payment-gateway.contract.ts'
import { fixedSecret } from '../src/kit/secret.ts'
import { isCardNumber, outcomeOf, testCards } from './cards.ts'
import { readFormBody } from './form-body.ts'
import { startSandbox } from './provider.ts'

const secretKey = 'sk_test_pages'

async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-pages-'))
  const ledgerFile = join(folder, 'ledger.jsonl')
  const sandbox = await startSandbox({ port: 0, ledgerFile, secretKey, webhookUrl: '', webhookSecret: 'x', speed: 60 })
  t.after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const gateway = await openStripe({
    url: new URL(`stripe+${sandbox.url}`),
    secretKey: fixedSecret(secretKey),
    webhookSecrets: fixedSecret('x'),
  })
  const page = await gateway.askForPage(aPageAsk())
  const send = (url: string, fields: Record<string, string>) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  const pay = (card: string, more: Record<string, string> = {}) =>
    send(page.url, { email: 'erika@example.com', card, expiry: '12 / 34', cvc: '123', ...more })
  const entry = () => sandbox.bank.find(page.sessionRef).session
  return { sandbox, gateway, page, pay, send, entry, ledgerFile }
}

test('the page says what is to be paid in the shopper’s language, without scripts, and labels every field', async (t) => {
  const { page, gateway } = await open(t)
  const german = await (await fetch(page.url)).text()
  assert.match(german, /<html lang="de">/)
  assert.match(german, /<h1>.*49,90\s€/s)
  const english = await (await fetch((await gateway.askForPage(aPageAsk({ locale: 'en' }))).url)).text()
  assert.match(english, /<html lang="en">/)
  for (const text of [german, english]) {
    assert.doesNotMatch(text, /<script|\s(style|on\w+)=/)
    for (const id of ['email', 'card', 'expiry', 'cvc']) assert.match(text, new RegExp(`<label for="${id}">`))
  }
})

test('a good card pays and leads back; a second payment of the page is none', async (t) => {
  const { pay, entry, page, sandbox } = await open(t)
  const answer = await pay('4242 4242 4242 4242')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, 'http://shop.test/return'])
  assert.equal(entry().payment_status, 'paid')
  await pay('4242424242424242')
  assert.equal((await fetch(page.url, { redirect: 'manual' })).status, 303)
  assert.equal(sandbox.bank.ledger.charges.size, 1)
})

test('a declined card is told on the page, and another one pays', async (t) => {
  const { pay, entry } = await open(t)
  const answer = await pay('4000 0000 0000 0002')
  assert.equal(answer.status, 402)
  assert.match(await answer.text(), /role="alert".*abgelehnt/s)
  assert.equal(entry().status, 'open')
  assert.equal((await pay('4242424242424242')).status, 303)
})

test('a card that asks for a confirmation pays only after it', async (t) => {
  const { pay, send, page, entry } = await open(t)
  const asked = await pay('4000 0027 6000 3184')
  assert.match(await asked.text(), /<h1>Zahlung bestätigen<\/h1>/)
  assert.equal(entry().payment_status, 'unpaid')
  assert.equal((await send(`${page.url}/confirm`, { answer: 'no' })).status, 402)
  assert.equal(entry().status, 'open')
  await pay('4000 0027 6000 3184')
  assert.equal((await send(`${page.url}/confirm`, { answer: 'yes' })).status, 303)
  assert.equal(entry().payment_status, 'paid')
})

test('what is typed wrong is shown with its field, and the card number is not shown again', async (t) => {
  const { pay, entry } = await open(t)
  const answer = await pay('4242 4242 4242 4241', { expiry: '01 / 20', cvc: 'x' })
  assert.equal(answer.status, 422)
  const text = await answer.text()
  for (const id of ['card', 'expiry', 'cvc']) assert.match(text, new RegExp(`href="#${id}"`))
  assert.doesNotMatch(text, /4241/)
  assert.equal(entry().status, 'open')
})

test('a page that has expired takes no money and leads back to the shop', async (t) => {
  const { pay, gateway, page, sandbox } = await open(t)
  await gateway.expirePage(page.sessionRef)
  const answer = await pay('4242424242424242')
  assert.equal(answer.status, 410)
  assert.match(await answer.text(), /href="http:\/\/shop.test\/back"/)
  assert.equal(sandbox.bank.ledger.charges.size, 0)
})

test('no card number reaches the ledger', async (t) => {
  const { pay, ledgerFile } = await open(t)
  for (const { number, outcome } of testCards) if (!['no-answer', 'slow'].includes(outcome)) await pay(number)
  const text = readFileSync(ledgerFile, 'utf8')
  for (const { number } of testCards) assert.ok(!text.includes(number) && !text.includes(number.slice(0, 6)))
})

test('every test card is a card number, and a number that is none pays nothing', () => {
  for (const { number } of testCards) assert.ok(isCardNumber(number), number)
  assert.equal(outcomeOf('4242 4242 4242 4241'), null)
  assert.equal(outcomeOf('5555 5555 5555 4444'), 'decline')
})

test('form bodies are read with their nested names, and names that would reach into objects are left out', () => {
  assert.deepEqual(readFormBody('a[0][b][c]=1&a[1][b][c]=2&d=3&e[x]=4'), {
    a: [{ b: { c: '1' } }, { b: { c: '2' } }],
    d: '3',
    e: { x: '4' },
  })
  assert.deepEqual(readFormBody('__proto__[polluted]=1&a[constructor]=2&b=3'), { b: '3' })
  assert.equal(({} as { polluted?: string }).polluted, undefined)
})

test('what the ledger has answered survives kill -9, and a line that was cut off goes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-kill-'))
  const ledgerFile = join(folder, 'ledger.jsonl')
  const children: ChildProcess[] = []
  t.after(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const start = async () => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'main.ts'),
        '--port=0',
        `--ledger=${ledgerFile}`,
      ],
      { env: { ...process.env, PAYMENTS_KEY: secretKey, PAYMENTS_WEBHOOK_SECRET: 'x' } },
    )
    children.push(child)
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))))
    const { url } = JSON.parse(line) as { url: string }
    const gateway = await openStripe({
      url: new URL(`stripe+${url}`),
      secretKey: fixedSecret(secretKey),
      webhookSecrets: fixedSecret('x'),
    })
    return { child, gateway, url }
  }
  const first = await start()
  const asks = Array.from({ length: 20 }, () => aPageAsk())
  const pages = await Promise.all(asks.map((ask) => first.gateway.askForPage(ask)))
  const paid = pages[0]?.sessionRef ?? ''
  await fetch(`${first.url}/sandbox/act`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ act: 'pay', session: paid, outcome: 'success' }),
  })
  const gone = new Promise((resolve) => first.child.once('exit', resolve))
  first.child.kill('SIGKILL')
  await gone
  appendFileSync(ledgerFile, '[{"kind":"session","session":{"id":"cs_te')

  const second = await start()
  for (const { sessionRef } of pages) assert.ok(await second.gateway.readStatus({ sessionRef }))
  assert.equal((await second.gateway.readStatus({ sessionRef: paid }))?.state, 'captured')
  // The key still gives the page that it gave before.
  assert.equal((await second.gateway.askForPage(asks[1] ?? aPageAsk())).sessionRef, pages[1]?.sessionRef)
  assert.equal((await fetch(`${second.url}/sandbox/ledger`)).status, 401)
})
