import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumForTests, noBrowser } from '../helpers/browser.ts'
import { lookWithLighthouse } from '../helpers/lighthouse.ts'
import { serveTestApp } from '../helpers/served-app.ts'

const chromium = chromiumForTests()

test('Lighthouse has nothing to say on accessibility, good practice and search engines', {
  skip: chromium ? false : noBrowser,
  timeout: 290_000,
}, async (t) => {
  const { origin } = await serveTestApp(t, { pictures: true })
  const home = await (await fetch(`${origin}/us/en`)).text()
  const [category = ''] = /\/us\/en\/c\/[\w-]+/.exec(home) ?? []
  const [product = ''] = /\/us\/en\/p\/[\w-]+/.exec(home) ?? []
  for (const path of ['/us/en', category, product]) {
    const { accessibility, bestPractices, seo, faults } = await lookWithLighthouse(chromium ?? '', origin + path)
    assert.deepEqual(
      { path, accessibility, bestPractices, seo, faults },
      {
        path,
        accessibility: 100,
        bestPractices: 100,
        seo: 100,
        faults: [],
      },
    )
  }
})
