import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { serveHttp } from '../../src/server.ts'
import { chromiumForTests, desk, noBrowser, openBrowser, openContext, phone } from '../helpers/browser.ts'
import { openDemoApp } from '../helpers/demo-app.ts'

const pages = [
  '/us/en',
  '/us/en/c/kitchen',
  '/us/en/c/kitchen?color=cherry&price=10-200',
  '/us/en/search?q=qqzzxxyy',
  '/us/en/p/monday-mug',
  '/de/de/sale',
  '/de/de/p/becher-montag',
  '/de/de/info/shipping',
  '/de/de/info/withdrawal',
  '/us/en/nothing-here',
]

/** What the console says of errors, the content policy's refusals among them; what is not there (pictures are not drawn here) may say so. */
function faultsOf(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (fault) => faults.push(fault.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/status of 404/.test(line.text())) faults.push(line.text())
  })
  return faults
}

test('the shelf in a browser', { skip: chromiumForTests() ? false : noBrowser }, async (t) => {
  const { fetch } = await openDemoApp(t)
  const server = await serveHttp(fetch, { port: 0, host: '127.0.0.1' })
  t.after(() => server.stop())
  const origin = `http://127.0.0.1:${server.port}`
  const browser = await openBrowser(t)

  for (const look of [phone, { ...desk, dark: true }])
    await t.test(
      `axe finds nothing at ${look.width} px ${'dark' in look ? 'in the dark' : 'in the light'}`,
      async () => {
        const context = await openContext(browser, look)
        const page = await context.newPage()
        const faults = faultsOf(page)
        for (const path of look === phone ? pages : pages.slice(0, 5)) {
          await page.goto(origin + path)
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
            .analyze()
          assert.deepEqual(
            violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 120)}`),
            [],
          )
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          assert.ok(sideways <= 0, `${path} scrolls sideways by ${sideways} px at ${look.width} px.`)
        }
        assert.deepEqual(faults, [])
        await context.close()
      },
    )

  await t.test('the search field is a combobox that works with the keyboard alone', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    const faults = faultsOf(page)
    await page.goto(`${origin}/us/en`)
    await page.focus('#q')
    // One input, one answer: a later one would take the choice away.
    await page.keyboard.insertText('mug')
    await page.waitForSelector('#suggestions [role="option"]')
    await page.keyboard.press('ArrowDown')
    const active = await page.getAttribute('#q', 'aria-activedescendant')
    assert.equal(await page.getAttribute(`#${active}`, 'aria-selected'), 'true')
    await page.keyboard.press('Escape')
    assert.equal(await page.inputValue('#q'), 'mug')
    assert.equal(await page.getAttribute('#q', 'aria-expanded'), 'false')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?q=mug/)
    assert.deepEqual(faults, [])
    await context.close()
  })

  await t.test('another colour changes picture, price and address without a new page, and back undoes it', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    const faults = faultsOf(page)
    await page.goto(`${origin}/us/en/p/monday-mug`)
    await page.evaluate(() => document.body.setAttribute('data-same', 'yes'))
    const before = await page.getAttribute('.gallery-item img', 'src')
    await page.click('[data-choice]:has-text("Fir")')
    await page.waitForURL(/color=fir/)
    await page.waitForFunction(
      (src) => document.querySelector('.gallery-item img')?.getAttribute('src') !== src,
      before,
    )
    assert.match((await page.textContent('.option-name')) ?? '', /Fir/)
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.includes('Fir')), true)
    await page.goBack()
    await page.waitForFunction(
      (src) => document.querySelector('.gallery-item img')?.getAttribute('src') === src,
      before,
    )
    assert.equal(await page.getAttribute('body', 'data-same'), 'yes')
    assert.deepEqual(faults, [])
    await context.close()
  })

  await t.test('adding to the cart opens the drawer, names the piece and counts it in the header', async () => {
    const context = await openContext(browser, phone)
    const page = await context.newPage()
    const faults = faultsOf(page)
    await page.goto(`${origin}/us/en/p/monday-mug`)
    await page.click('[data-buy]')
    await page.waitForSelector('dialog.drawer[open]')
    assert.match((await page.textContent('.drawer-body')) ?? '', /Monday mug is in your cart/)
    assert.equal(await page.textContent('[data-count]'), '1')
    await page.keyboard.press('Escape')
    assert.equal(await page.isVisible('dialog.drawer'), false)
    assert.deepEqual(faults, [])
    await context.close()
  })

  await t.test('on phones the filter sheet counts what it would show', async () => {
    const context = await openContext(browser, phone)
    const page = await context.newPage()
    await page.goto(`${origin}/us/en/c/kitchen`)
    const all = await page.textContent('[data-hits]')
    await page.click('.filter-button')
    await page.click('.value:has-text("Cherry")')
    await page.waitForFunction((before) => document.querySelector('[data-hits]')?.textContent !== before, all)
    const promised = await page.textContent('[data-hits]')
    await page.click('[data-show]')
    await page.waitForURL(/color=cherry/)
    assert.equal(await page.textContent('.list-count'), promised)
    await context.close()
  })

  await t.test('without JavaScript filters, sorting, choices and the cart work as plain forms and links', async () => {
    const context = await openContext(browser, { ...desk, javaScript: false })
    const page = await context.newPage()
    await page.goto(`${origin}/us/en/c/kitchen`)
    await page.check('input[name="color"][value="cherry"]', { force: true })
    await page.selectOption('#sort', 'price')
    await page.click('.sort button')
    await page.waitForURL(/\/c\/kitchen\?color=cherry&sort=price$/)
    await page.goto(`${origin}/us/en/p/monday-mug`)
    await page.click('[data-choice]:has-text("Fir")')
    await page.waitForURL(/color=fir/)
    await page.fill('#quantity', '3')
    await page.click('[data-buy]')
    await page.waitForURL(/\/us\/en\/cart/)
    assert.match((await page.textContent('main')) ?? '', /Monday mug/)
    await page.click('button[aria-label="One Monday mug fewer"]')
    assert.equal(await page.inputValue('.quantity input'), '2')
    await context.close()
  })
})
