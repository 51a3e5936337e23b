import { test } from 'node:test'
import { chromiumForTests, noBrowser } from '../helpers/browser.ts'
import { serveTestApp } from '../helpers/served-app.ts'
import { walk } from '../helpers/walk.ts'

const skip = chromiumForTests() ? false : noBrowser

test('every page before buying in German, on a desk first', { skip, timeout: 290_000 }, async (t) => {
  await walk(t, await serveTestApp(t), { place: '/de/de', device: 'desk', dark: false, part: 'before buying' })
})
