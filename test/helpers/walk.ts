import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { sql } from '../../src/kit/db.ts'
import { openBrowser, openContext } from './browser.ts'
import type { ServedApp } from './served-app.ts'
import { accountTour, shelfTour, type Tour, tillTour } from './tour.ts'

const widths = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } }
type Device = keyof typeof widths

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

// Mails are tables without landmarks, for programs that know no better; they are looked at as far as mails go.
const isMail = (name: string) => name === 'mail'

function watch(page: Page, app: ServedApp): string[] {
  const faults: string[] = []
  page.on('pageerror', (fault) => faults.push(`error: ${fault.message}`))
  page.on('console', (line) => {
    // Pages that say no do so with their status, which the console repeats.
    const isStatus = /the server responded with a status of 4\d\d/.test(line.text())
    if (line.type() === 'error' && !isStatus) faults.push(`console: ${line.text()}`)
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== app.origin && origin !== app.shop.sandbox.url)
      faults.push(`another host: ${request.url()}`)
  })
  return faults
}

// What can differ between a phone and a desk, light and dark.
const looks = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable']

/** Runs in the page: what reaches beyond the right edge when the page scrolls sideways. */
function widest(): string | null {
  const over = document.documentElement.scrollWidth - innerWidth
  if (over <= 0) return null
  const right = (element: Element) => element.getBoundingClientRect().right
  const found = [...document.body.querySelectorAll('*')].filter((element) => right(element) > innerWidth).at(-1)
  return `${over} px, ${found?.outerHTML.slice(0, 160)}`
}

async function findings(page: Page, name: string, rules?: string[]): Promise<string[]> {
  // Legacy: without a blank page for each report. The shop has no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  if (rules) axe.withRules(rules)
  if (isMail(name)) axe.disableRules(['region', 'landmark-one-main'])
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}

/**
 * Every page and state of the shop: what axe finds, what the console says, what is asked of other hosts, and whether a page
 * scrolls sideways. Each page is looked at on the device and in the scheme given, and once more on the other in the other.
 */
export async function walk(
  t: TestContext,
  app: ServedApp,
  given: { place: Tour['place']; device: Device; dark: boolean; part: 'before buying' | 'buying' },
) {
  const { place, device, dark, part } = given
  const other: Device = device === 'phone' ? 'desk' : 'phone'
  const browser = await openBrowser(t)
  const context = await openContext(browser, { width: widths[device].width, dark })
  await context.route('**/media/**', (route) => route.fulfill({ contentType: 'image/png', body: pixel }))
  const page = await context.newPage()
  const found = watch(page, app)
  const look = async (name: string) => {
    const say = (what: string) => found.push(`${place} ${name}: ${what}`)
    for (const what of await findings(page, name)) say(`${device}, ${dark ? 'dark' : 'light'}: ${what}`)
    for (const size of [widths[device], { width: 320, height: 800 }, { width: 768, height: 1024 }, widths[other]]) {
      await page.setViewportSize(size)
      const wide = await page.evaluate(widest)
      if (wide) say(`scrolls sideways at ${size.width} px: ${wide}`)
    }
    await page.emulateMedia({ colorScheme: dark ? 'light' : 'dark' })
    for (const what of await findings(page, name, looks)) say(`${other}, ${dark ? 'light' : 'dark'}: ${what}`)
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await page.setViewportSize(widths[device])
  }
  const market = place.split('/')[1] ?? ''
  const raisePrice = async () => {
    await app.shop.db.transaction(async (tx) => {
      await tx.change(sql`
      update price set amount_minor = amount_minor + 100
      from variant, product
      where variant.id = price.variant_id and product.id = variant.product_id
        and product.key = 'monday-mug' and price.market = ${market}`)
      tx.announce({ fact: 'catalogue.changed' })
    })
  }
  const tour: Tour = { page, origin: app.origin, place, look, raisePrice }
  const tours =
    part === 'before buying'
      ? ([['the shelf', shelfTour]] as const)
      : ([
          ['the till', tillTour],
          ['the account', accountTour],
        ] as const)
  for (const [what, go] of tours)
    await t.test(`${place}: ${what}`, async () => {
      found.length = 0
      await go(tour)
      assert.deepEqual(found, [])
    })

  if (part === 'before buying')
    await t.test(`${place}: refused forms and faults of ours`, async () => {
      found.length = 0
      await page.goto(`${app.origin}${place}/account/sign-in`)
      await page.evaluate(() => {
        for (const input of document.querySelectorAll<HTMLInputElement>('[name="token"]')) input.value = 'old'
      })
      await page.fill('#f-email', 'ada@example.com')
      await page.fill('#f-password', 'a password of the test')
      await page.click('form[action$="/sign-in"] button')
      await page.waitForLoadState('load')
      await look('refused')
      const { find } = app.shop.search
      app.shop.search.find = async () => {
        throw new Error('The search is down.')
      }
      const answer = await page.goto(`${app.origin}${place}/search?q=kettle`)
      app.shop.search.find = find
      assert.equal(answer?.status(), 500)
      await look('fault')
      // The browser tells of the 500 that was asked for.
      assert.deepEqual(
        found.filter((what) => !/status of 500/.test(what)),
        [],
      )
    })
  await context.close()
}
