import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { startSandbox } from '../../sandbox/provider.ts'
import { openStripe } from '../../src/adapters/payments/stripe.ts'
import { aPageAsk } from '../../src/domain/payments/payment-gateway.contract.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { chromiumForTests, desk, noBrowser, openBrowser, openContext, phone } from '../helpers/browser.ts'

const secretKey = 'sk_test_browser'
const skip = chromiumForTests() ? false : noBrowser

test('the payment page has nothing that axe finds, in every state, and pays without JavaScript', {
  skip,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-pay-'))
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
  const returnUrl = `${sandbox.url}/?paid`
  const browser = await openBrowser(t)
  const pictures = process.env.PICTURES

  for (const [name, look, locale] of [
    ['phone', phone, 'de'],
    ['desk', { ...desk, dark: true }, 'en'],
  ] as const) {
    const context = await openContext(browser, look)
    const page = await context.newPage()
    const fill = async (card: string) => {
      await page.fill('#card', card)
      await page.fill('#expiry', '12 / 34')
      await page.fill('#cvc', '123')
      await page.click('form button')
    }
    const looked = async (state: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes[0]?.html.slice(0, 120)}`),
        [],
      )
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, state)
      if (pictures) await page.screenshot({ path: join(pictures, `pay-${name}-${state}.png`), fullPage: true })
    }
    await page.goto(sandbox.url)
    await looked('front')
    const { url, sessionRef } = await gateway.askForPage(aPageAsk({ locale, returnUrl }))
    await page.goto(url)
    await looked('open')
    await page.click('form button')
    await looked('invalid')
    await fill('4000 0000 0000 0002')
    await looked('declined')
    await fill('4000 0027 6000 3184')
    await looked('confirm')
    await gateway.expirePage(sessionRef)
    await page.goto(url)
    await looked('expired')
    await context.close()
  }

  const context = await openContext(browser, { ...phone, javaScript: false })
  const page = await context.newPage()
  const { url, sessionRef } = await gateway.askForPage(aPageAsk({ locale: 'en', returnUrl }))
  await page.goto(url)
  await page.fill('#card', '4242 4242 4242 4242')
  await page.fill('#expiry', '12/34')
  await page.fill('#cvc', '123')
  await page.click('form button')
  assert.equal(page.url(), returnUrl)
  assert.equal((await gateway.readStatus({ sessionRef }))?.state, 'captured')
  await context.close()
})
