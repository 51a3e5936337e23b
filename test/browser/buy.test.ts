import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { sql } from '../../src/kit/db.ts'
import { chromiumForTests, desk, noBrowser, openBrowser, openContext, phone } from '../helpers/browser.ts'
import { until } from '../helpers/paying-shop.ts'
import { type ServedApp, serveTestApp } from '../helpers/served-app.ts'
import { addMug, addressOf, cards, fillAddress, pay, send } from '../helpers/tour.ts'

/** Purchases in a real browser: by mouse, by keyboard alone, and with JavaScript off. */

const countOrders = async ({ shop }: ServedApp) =>
  (await shop.db.row<{ count: number }>(sql`select count(*)::int as count from orders`))?.count ?? 0

const stateOf = async ({ shop }: ServedApp, email: string) =>
  (
    await shop.db.row<{ state: string }>(sql`
      select o.state from orders o join order_contact c on c.order_id = o.id where c.email_index = ${shop.vault.emailIndex(email)}`)
  )?.state

async function toReview(page: Page, origin: string, place: '/us/en' | '/de/de' | '/de/en', email: string) {
  await page.goto(`${origin}${place}/checkout`)
  await page.fill('#f-email', email)
  await fillAddress(page, place)
  await send(page, '/checkout/details')
  await send(page, '/checkout/delivery')
}

/** Walks with the Tab key until `selector` has the focus; every stop on the way must be visible. */
async function tabTo(page: Page, selector: string, atMost = 80): Promise<void> {
  for (let i = 0; i < atMost; i++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate((wanted) => {
      const at = document.activeElement
      if (!at || at === document.body) return { isThere: false, isMarked: true, what: 'body' }
      // A radio button or box may be drawn by its label.
      const shown = [at, at.parentElement, at.nextElementSibling].filter((part) => part !== null)
      const isMarked = shown.some((part) => {
        const style = getComputedStyle(part)
        return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'
      })
      return { isThere: at.matches(wanted), isMarked, what: at.outerHTML.slice(0, 120) }
    }, selector)
    assert.ok(seen.isMarked, `The focus cannot be seen at ${seen.what}`)
    if (seen.isThere) return
  }
  assert.fail(`The Tab key does not reach ${selector}.`)
}

test('buying in a browser', { skip: chromiumForTests() ? false : noBrowser, timeout: 280_000 }, async (t) => {
  const app = await serveTestApp(t)
  const { origin } = app
  const browser = await openBrowser(t)

  for (const [place, button] of [
    ['/us/en', /^Pay \$24\.90$/],
    ['/de/de', /^Zahlungspflichtig bestellen$/],
    ['/de/en', /^Order with obligation to pay$/],
  ] as const)
    await t.test(`${place}: with JavaScript off, from the product to the paid order`, async () => {
      const context = await openContext(browser, { ...phone, javaScript: false })
      const page = await context.newPage()
      const email = `off-${place.replaceAll('/', '')}@example.com`
      await page.goto(`${origin}${place}/p/${place === '/de/de' ? 'becher-montag' : 'monday-mug'}`)
      await page.click('[data-buy]')
      await page.waitForURL(/\/cart/)
      await toReview(page, origin, place, email)
      const words = ((await page.textContent('form[action$="/checkout/place"] button.large')) ?? '').replace(/\s/g, ' ')
      assert.match(words, button)
      await send(page, '/checkout/place')
      await pay(page, cards.pays)
      await page.waitForURL(/\/orders\//)
      assert.match(
        (await page.textContent('h1')) ?? '',
        new RegExp(`${place === '/de/de' ? 'Danke' : 'Thank you'}, ${addressOf(place).firstName}`),
      )
      assert.equal(await stateOf(app, email), 'placed')
      await context.close()
    })

  await t.test('a double click on the order button places one order', async () => {
    const before = await countOrders(app)
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    await addMug({ page, origin, place: '/de/de' })
    await toReview(page, origin, '/de/de', 'double@example.com')
    await page.dblclick('form[action$="/checkout/place"] button.large')
    await page.waitForSelector('#card')
    assert.equal(await countOrders(app), before + 1)
    assert.equal(await stateOf(app, 'double@example.com'), 'awaiting-payment')

    // Back from the payment page: the order waits, and ordering again leads to the same page.
    const payment = page.url()
    await page.goBack()
    await page.waitForSelector('form[action$="/checkout/place"]')
    await page.reload()
    await page.click('form[action$="/checkout/place"] button.large')
    await page.waitForSelector('#card')
    assert.equal(page.url(), payment)
    assert.equal(await countOrders(app), before + 1)

    await pay(page, cards.pays)
    await page.waitForURL(/\/orders\//)
    assert.equal(await stateOf(app, 'double@example.com'), 'placed')
    const title = await page.textContent('h1')
    await page.reload()
    assert.equal(await page.textContent('h1'), title)
    await page.goBack()
    await page.goto(`${origin}/de/de/checkout`)
    assert.equal(await countOrders(app), before + 1)
    await page.goto(`${origin}/de/de/cart`)
    assert.equal(await page.isVisible('[data-count]'), false)
    await context.close()
  })

  await t.test('by keyboard alone, from the skip link to the paid order', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    await page.goto(`${origin}/us/en`)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('href')), '#main')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')

    await page.goto(`${origin}/us/en`)
    await tabTo(page, '#q')
    // At once: on a busy machine the suggestions of half a word would come, and be replaced while the arrows walk them.
    await page.keyboard.insertText('monday mug')
    await page.waitForSelector('#suggestions [role="option"][href*="/p/monday-mug"]')
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('ArrowDown')
      const at = await page.getAttribute('#q', 'aria-activedescendant')
      if (at && (await page.getAttribute(`#${at}`, 'href'))?.includes('/p/monday-mug')) break
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/p\/monday-mug/)
    await tabTo(page, '[data-buy]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog.drawer[open] .lines')

    // The drawer keeps the focus, and Escape gives it back.
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      const isInside = await page.evaluate(() => {
        const at = document.activeElement
        return at === document.body || at?.closest('dialog.drawer') !== null
      })
      assert.ok(isInside, 'The focus left the open drawer.')
    }
    await page.keyboard.press('Escape')
    assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-buy')), true)
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog.drawer[open] .lines')
    await tabTo(page, 'dialog.drawer a[href$="/checkout"]')
    await page.keyboard.press('Enter')

    await page.waitForURL(/\/checkout$/)
    for (const [name, value] of Object.entries({
      email: 'keys@example.com',
      firstName: 'Ada',
      lastName: 'Miller',
      line1: '1 Main Street',
      city: 'Portland',
      region: 'Oregon',
      postcode: '97205',
    })) {
      await tabTo(page, `#f-${name}`)
      await page.keyboard.type(value)
    }
    await page.keyboard.press('Enter')
    await page.waitForSelector('form[action$="/checkout/delivery"]')
    await tabTo(page, 'input[name="method"]')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'form[action$="/checkout/delivery"] button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('form[action$="/checkout/place"]')
    await tabTo(page, 'form[action$="/checkout/place"] button.large')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#card')
    for (const [id, value] of [
      ['card', cards.pays],
      ['expiry', '12 / 34'],
      ['cvc', '123'],
    ] as const) {
      await tabTo(page, `#${id}`)
      await page.keyboard.type(value)
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/orders\//)
    await until(async () => (await stateOf(app, 'keys@example.com')) === 'placed')
    await context.close()
  })

  await t.test('in the cart minus, plus, removing and its undo do what they say', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    await addMug({ page, origin, place: '/us/en' })
    await page.goto(`${origin}/us/en/cart`)
    const quantity = () => page.inputValue('.quantity input')
    const press = async (button: string, wanted: string) => {
      await page.click(button)
      await page.waitForFunction((value) => {
        const input = document.querySelector<HTMLInputElement>('.quantity input')
        return input?.value === value && document.readyState === 'complete'
      }, wanted)
    }
    await press('.quantity button >> nth=1', '2')
    await press('.quantity button >> nth=1', '3')
    await press('.quantity button >> nth=0', '2')
    assert.equal(await quantity(), '2')
    await page.click('form[action*="/cart/lines/"] > button.link:not(.unless-script)')
    await page.waitForURL(/removed=/)
    assert.equal(await page.isVisible('.quantity input'), false)
    await page.click('.notice form button')
    await page.waitForSelector('.quantity input')
    assert.equal(await quantity(), '2')
    await context.close()
  })

  await t.test('country and language change on the same page, and filters survive the back button', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    await page.goto(`${origin}/us/en/p/monday-mug`)
    await page.click('.place-button')
    await page.click('#places a[href^="/de/de/"]')
    await page.waitForURL(/\/de\/de\/p\/becher-montag/)
    assert.equal(await page.getAttribute('html', 'lang'), 'de')
    assert.match((await page.textContent('.buy-price')) ?? '', /inkl\. MwSt\./)

    await page.goto(`${origin}/us/en/c/kitchen`)
    await page.click('.value:has-text("Cherry")')
    await page.waitForURL(/color=cherry/)
    const count = await page.textContent('.list-count')
    await page.click('.card a')
    await page.waitForURL(/\/p\//)
    await page.goBack()
    await page.waitForURL(/color=cherry/)
    assert.equal(await page.textContent('.list-count'), count)
    assert.equal(await page.isChecked('input[value="cherry"]'), true)
    await context.close()
  })

  await t.test('the search field offers words, departments and products', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    await page.goto(`${origin}/us/en`)
    await page.click('#q')
    await page.keyboard.type('mug', { delay: 20 })
    for (const kind of ['/search?q=', '/c/', '/p/'])
      await page.waitForSelector(`#suggestions [role="option"][href*="${kind}"]`)
    await context.close()
  })
})
