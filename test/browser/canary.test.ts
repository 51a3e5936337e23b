import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { root } from '../../dev/places.ts'
import { buy, type Purchase } from '../../infra/canary/buy.ts'
import { canaryScript } from '../../infra/canary/script.ts'
import { shopCommands } from '../../src/commands/commands.ts'
import { sql } from '../../src/kit/db.ts'
import { chromiumForTests, desk, noBrowser, openBrowser, openContext } from '../helpers/browser.ts'
import { type ServedApp, serveTestApp } from '../helpers/served-app.ts'

/** The script that CloudWatch Synthetics runs in production, against a shop that is set up by the same two commands. */

const code = 'CANARY-7Q2MZX4B'
const purchase = (origin: string, given: Partial<Purchase> = {}): Purchase => ({
  publicUrl: origin,
  article: '/us/en/p/test-article',
  code,
  email: 'success@simulator.amazonses.com',
  address: {
    firstName: 'Canary',
    lastName: 'Test',
    line1: '1 Main Street',
    city: 'Portland',
    region: 'OR',
    postcode: '97205',
  },
  ...given,
})

async function command({ shop }: ServedApp, name: string, ...args: string[]): Promise<void> {
  const said: string[] = []
  const exit = await shopCommands[name]?.run(shop, args, (line) => said.push(line))
  assert.equal(exit, 0, said.join('\n'))
}

type Row = { state: string; totalMinor: number; sku: string }
const ordersOf = ({ shop }: ServedApp) =>
  shop.db.rows<Row>(sql`
    select o.state, o.total_minor::int as "totalMinor", l.sku from orders o join order_line l on l.order_id = o.id
    order by o.created_at`)

const piecesOf = async ({ shop }: ServedApp) =>
  (
    await shop.db.row<{ pieces: number }>(sql`
      select sum(s.available)::int as pieces from stock s join variant v on v.id = s.variant_id where v.sku = 'CANARY'`)
  )?.pieces

async function openPage(t: TestContext, browser: Browser): Promise<Page> {
  const context = await openContext(browser, desk)
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return page
}

/** Runs the script from a folder of its own, beside stand-ins for the two modules that Synthetics brings. */
async function inRuntime(
  t: TestContext,
  { runtime, secrets, env }: { runtime: object; secrets: Record<string, string>; env: Record<string, string> },
  run: (handler: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-canary-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const bring = (name: string, text: string) => {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'index.js'), text)
  }
  bring('@aws/synthetics-playwright', 'exports.synthetics = globalThis.canaryRuntime')
  bring(
    '@aws-sdk/client-secrets-manager',
    `const secrets = ${JSON.stringify(secrets)}
    exports.SecretsManager = class { getSecretValue = async ({ SecretId }) => ({ SecretString: secrets[SecretId] }) }`,
  )
  writeFileSync(join(folder, 'buy.mjs'), canaryScript())
  Object.assign(globalThis, { canaryRuntime: runtime })
  const before = { ...process.env }
  Object.assign(process.env, env)
  try {
    const { handler } = await import(join(folder, 'buy.mjs'))
    await run(handler)
  } finally {
    process.env = before
  }
}

test('the canary', { skip: chromiumForTests() ? false : noBrowser, timeout: 280_000 }, async (t) => {
  const app = await serveTestApp(t)
  const { origin } = app
  const browser = await openBrowser(t)
  await command(app, 'import', join(root, 'infra/canary/article.csv'))
  await command(app, 'code', 'add', code, '--free-shipping')

  await t.test('buys the test article without a payment and cancels the order, step by step', async (t) => {
    const steps: string[] = []
    await buy(await openPage(t, browser), purchase(origin), (name, work) => {
      steps.push(name)
      return work()
    })
    assert.deepEqual(steps, ['product', 'cart', 'code', 'address', 'delivery', 'order', 'cancel'])
    assert.deepEqual(await ordersOf(app), [{ state: 'cancelled', totalMinor: 0, sku: 'CANARY' }])
    assert.equal(await piecesOf(app), 200)
  })

  await t.test('buys in another market, whose address has no state', async (t) => {
    const { region: _, ...address } = purchase(origin).address
    await buy(
      await openPage(t, browser),
      purchase(origin, { article: '/de/de/p/testartikel', address: { ...address, postcode: '20457' } }),
    )
    assert.equal((await ordersOf(app)).length, 2)
  })

  await t.test(
    'is started by the runtime as it lies in the template, and takes its code from the secret',
    async (t) => {
      const steps: string[] = []
      const before = (await ordersOf(app)).length
      const page = await openPage(t, browser)
      const runtime = {
        launch: async () => browser,
        newPage: async () => page,
        executeStep: (name: string, work: () => Promise<void>) => {
          steps.push(name)
          return work()
        },
        close: async () => void steps.push('close'),
      }
      const { address, article, email } = purchase(origin)
      const env = {
        PUBLIC_URL: origin,
        ARTICLE: article,
        EMAIL: email,
        ADDRESS: JSON.stringify(address),
        CODE_SECRET: 'a/canary',
      }
      await inRuntime(t, { runtime, secrets: { 'a/canary': code }, env }, (handler) => handler())
      assert.deepEqual(steps, ['product', 'cart', 'code', 'address', 'delivery', 'order', 'cancel', 'close'])
      assert.equal((await ordersOf(app)).length, before + 1)
    },
  )

  const refused = async (t: TestContext, given: Partial<Purchase>, sentence: string | RegExp) => {
    const before = await ordersOf(app)
    await assert.rejects(
      openPage(t, browser).then((page) => buy(page, purchase(origin, given))),
      { message: sentence },
    )
    assert.deepEqual(await ordersOf(app), before)
  }

  await t.test('says that the article is sold out', (t) =>
    refused(t, { article: '/us/en/p/supper-bell' }, 'The article /us/en/p/supper-bell is sold out.'),
  )

  await t.test('says that its page is not there', (t) =>
    refused(t, { article: '/us/en/p/no-such-article' }, '/us/en/p/no-such-article answers 404.'),
  )

  await t.test('says that the code is not taken, and does not tell the code', (t) =>
    refused(t, { code: 'CANARY-ENDED' }, 'The shop did not take the code: /us/en/cart/code answers 422.'),
  )

  await t.test('says what the address lacks', (t) =>
    refused(t, { address: { firstName: 'Canary' } }, '/us/en/checkout/details answers 422.'),
  )

  await t.test('orders nothing that would cost something', (t) =>
    refused(
      t,
      { article: '/us/en/p/monday-mug' },
      /^The order would cost \d+ minor units, and the canary pays nothing\.$/,
    ),
  )

  await t.test('says that the shop is away', (t) =>
    refused(t, { publicUrl: 'http://127.0.0.1:9' }, /ERR_UNSAFE_PORT|ERR_CONNECTION_REFUSED/),
  )
})
