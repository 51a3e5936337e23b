import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { serveHttp } from '../../src/server.ts'
import { chromiumForTests, desk, noBrowser, openBrowser, openContext, phone } from '../helpers/browser.ts'
import { openDemoApp } from '../helpers/demo-app.ts'

test('the reference of the store API in a browser', { skip: chromiumForTests() ? false : noBrowser }, async (t) => {
  const { fetch } = await openDemoApp(t)
  const server = await serveHttp(fetch, { port: 0, host: '127.0.0.1' })
  t.after(() => server.stop())
  const address = `http://127.0.0.1:${server.port}/api/store/docs`
  const browser = await openBrowser(t)

  for (const look of [phone, { ...desk, dark: true }])
    await t.test(
      `axe finds nothing at ${look.width} px ${'dark' in look ? 'in the dark' : 'in the light'}`,
      async () => {
        const context = await openContext(browser, look)
        const page = await context.newPage()
        await page.goto(address)
        // All that is folded is looked at, too.
        await page.evaluate(() => {
          for (const one of document.querySelectorAll(
            '#op-readProducts details, #op-addCartLine details, #schema-ProductCard',
          ))
            one.toggleAttribute('open', true)
        })
        const { violations } = await new AxeBuilder({ page })
          // The others are made alike.
          .exclude('.operation:not(#op-readProducts, #op-addCartLine)')
          .exclude('.schema:not(#schema-ProductCard)')
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
          [],
        )
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.equal(sideways, 0)
        await context.close()
      },
    )

  await t.test('a request that is tried is sent, and what it answers is kept for the next one', async () => {
    const context = await openContext(browser, desk)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', (fault) => faults.push(fault.message))
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
    await page.goto(address)
    const tried = async (operation: string) => {
      const place = page.locator(`#op-${operation} .try`)
      if (!(await place.getAttribute('open'))) await place.locator('summary').click()
      await place.locator('button').click()
      const status = await place.locator('.try-status .status').textContent()
      return { status, body: (await place.locator('.try-answer pre').last().textContent()) ?? '' }
    }
    assert.equal((await tried('readProducts')).status, '200')
    const made = await tried('createCart')
    assert.equal(made.status, '201')
    const { id } = JSON.parse(made.body).cart
    assert.equal(await page.inputValue('#addCartLine-cartId'), id)
    assert.equal((await tried('addCartLine')).status, '200')
    const cart = await tried('readCart')
    assert.equal(JSON.parse(cart.body).cart.lines.length, 1)
    assert.deepEqual(faults, [])
    await context.close()
  })

  await t.test('without JavaScript all of it can be read, and examples can be opened', async () => {
    const context = await openContext(browser, { ...desk, javaScript: false })
    const page = await context.newPage()
    await page.goto(address)
    assert.equal(await page.locator('.try-form:visible').count(), 0)
    const place = page.locator('#op-readProduct .try')
    await place.locator('summary').click()
    const opened = await page.goto(new URL((await place.locator('a').getAttribute('href')) ?? '', address).href)
    assert.equal(opened?.status(), 200)
    assert.match((await opened?.text()) ?? '', /^\{"product":\{/)
    await context.close()
  })
})
