import { test } from 'node:test'
import { chromiumForTests, noBrowser } from '../helpers/browser.ts'
import { serveTestApp } from '../helpers/served-app.ts'
import { walk } from '../helpers/walk.ts'

const skip = chromiumForTests() ? false : noBrowser

test('every page of buying and the account in English, on a phone first', { skip, timeout: 290_000 }, async (t) => {
  await walk(t, await serveTestApp(t), { place: '/us/en', device: 'phone', dark: false, part: 'buying' })
})
