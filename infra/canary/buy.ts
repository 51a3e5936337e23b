import { createRequire } from 'node:module'
import type { Browser, Page, Response } from 'playwright-core'

/*
 * A purchase as a shopper makes it, in a real browser and without a payment. CloudWatch Synthetics runs `handler` every few minutes;
 * test/browser/canary.test.ts runs `buy` against a shop of its own. docs/guides/first-deploy.md tells how the test article and its code
 * are made.
 */

export type Purchase = {
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** The path of the test article's page: `/us/en/p/test-article`. */
  readonly article: string
  /** Takes off what shipping costs. The article itself costs nothing. */
  readonly code: string
  readonly email: string
  /** By the names of the fields of the checkout: `firstName`, `line1` … */
  readonly address: Readonly<Record<string, string>>
}

export type Step = (name: string, work: () => Promise<void>) => Promise<unknown>

const plainStep: Step = (_, work) => work()

/**
 * Buys the test article, sees the order, and cancels it, so that nobody sends it and its piece can be sold again.
 * @throws A sentence that says what the shop did not do.
 */
export async function buy(page: Page, purchase: Purchase, step: Step = plainStep): Promise<void> {
  const { publicUrl, article, code, email, address } = purchase
  const [, market, locale] = article.split('/')
  const shop = `${publicUrl}/${market}/${locale}`

  await step('product', async () => {
    await open(page, `${publicUrl}${article}`)
    if ((await page.locator('form[data-add] button[disabled]').count()) > 0)
      throw new Error(`The article ${article} is sold out.`)
    if ((await page.locator('[data-buy]').count()) === 0) throw new Error(`The page ${article} has no button to buy.`)
  })

  await step('cart', async () => {
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.click('[data-buy]')
    const { ok, said } = await (await answer).json()
    if (!ok) throw new Error(`The article was not put into the cart: ${said}`)
    // As a shopper does, who sees it in the drawer first.
    await page.waitForSelector('dialog.drawer[open] .lines')
    await open(page, `${shop}/cart`)
    if (!(await page.isVisible('a[href$="/checkout"]')))
      throw new Error(`The cart cannot be ordered: ${await told(page)}`)
  })

  await step('code', async () => {
    await page.click('details.code summary')
    await page.fill('#f-code', code)
    // What the page says is not told: it may repeat the code.
    await send(page, '/cart/code').catch((fault: Error) => {
      throw new Error(`The shop did not take the code: ${fault.message}`)
    })
  })

  await step('address', async () => {
    await open(page, `${shop}/checkout`)
    for (const [name, value] of Object.entries({ email, ...address })) {
      const field = page.locator(`#f-${name}`)
      const isChoice = await field.evaluate((element) => element.tagName === 'SELECT')
      if (isChoice) await field.selectOption(value)
      else await field.fill(value)
    }
    await send(page, '/checkout/details')
  })

  await step('delivery', async () => {
    await send(page, '/checkout/delivery')
  })

  await step('order', async () => {
    const order = page.locator('form[action$="/checkout/place"]')
    if ((await order.count()) === 0) throw new Error(`The checkout offers no order: ${await told(page)}`)
    const totalMinor = await order.locator('[name="totalMinor"]').inputValue()
    if (totalMinor !== '0')
      throw new Error(`The order would cost ${totalMinor} minor units, and the canary pays nothing.`)
    await send(page, '/checkout/place')
    if (!/\/orders\/[\w-]+$/.test(new URL(page.url()).pathname))
      throw new Error(`No order was placed: ${await told(page)}`)
    if ((await page.locator('strong.number').count()) === 0) throw new Error('The page of the order shows no number.')
  })

  await step('cancel', async () => {
    await page.click('details.confirm summary')
    await send(page, '/cancel')
    if ((await page.locator('form[action$="/cancel"]').count()) > 0) throw new Error('The order was not cancelled.')
  })
}

async function open(page: Page, address: string): Promise<void> {
  check(await page.goto(address))
}

/** Presses the button of the form that leads to `action`, and waits for the page that comes. */
async function send(page: Page, action: string): Promise<void> {
  const answer = page.waitForResponse(
    (response) => response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400),
  )
  await page.click(`form[action$="${action}"] button:not(.link)`)
  check(await answer)
  await page.waitForLoadState('load')
}

function check(response: Response | null): void {
  const status = response?.status() ?? 0
  // Addresses of orders are secret: only their beginning is told.
  const path = new URL(response?.url() ?? 'about:blank').pathname.split('/').slice(0, 5).join('/')
  if (status !== 200) throw new Error(`${path} answers ${status}.`)
}

/** What the page tells the shopper, for the one who reads why the canary failed. */
async function told(page: Page): Promise<string> {
  const notices = await page.locator('.notice').allTextContents()
  return notices.map((words) => words.trim()).join(' ') || `the page '${await page.title()}' says nothing.`
}

/** What the runtime of CloudWatch Synthetics brings, as far as it is used here. */
type Synthetics = {
  launch(): Promise<Browser>
  newPage(browser: Browser): Promise<Page>
  executeStep: Step
  close(): Promise<void>
}
type Secrets = {
  SecretsManager: new () => { getSecretValue(ask: { SecretId: string }): Promise<{ SecretString?: string }> }
}

export async function handler(): Promise<void> {
  const bring = createRequire(import.meta.url)
  const { synthetics } = bring('@aws/synthetics-playwright') as { synthetics: Synthetics }
  const { SecretsManager } = bring('@aws-sdk/client-secrets-manager') as Secrets
  const { PUBLIC_URL = '', ARTICLE = '', EMAIL = '', ADDRESS = '{}', CODE_SECRET = '' } = process.env
  const { SecretString: code = '' } = await new SecretsManager().getSecretValue({ SecretId: CODE_SECRET })
  try {
    const page = await synthetics.newPage(await synthetics.launch())
    page.setDefaultTimeout(15_000)
    await buy(
      page,
      { publicUrl: PUBLIC_URL, article: ARTICLE, code, email: EMAIL, address: JSON.parse(ADDRESS) },
      (name, work) => synthetics.executeStep(name, work),
    )
  } finally {
    await synthetics.close()
  }
}
