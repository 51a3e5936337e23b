import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Market } from './market.ts'
import { paletteOf, paletteProblems } from './palette.ts'
import { demoFolder, missingTexts, readIdentity } from './read-identity.ts'
import { plainText, textOf, textValues, topicsOf } from './shop-texts.ts'

/** A copy of the demo's folder, with changes. */
function aFolder(t: TestContext, changes: Record<string, string | Buffer | ((text: string) => string)> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-shop-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(demoFolder, folder, { recursive: true })
  for (const [file, change] of Object.entries(changes)) {
    const path = join(folder, file)
    writeFileSync(path, typeof change === 'function' ? change(readFileSync(path, 'utf8')) : change)
  }
  return folder
}

const problems = async (t: TestContext, changes: Parameters<typeof aFolder>[1]): Promise<string[]> => {
  const read = await readIdentity(aFolder(t, changes))
  return read.ok ? [] : read.problems
}

const market: Market = {
  code: 'us',
  name: 'United States',
  currency: 'USD',
  taxStyle: 'added',
  locales: ['en'],
  countries: ['US', 'CA'],
  timeZone: 'UTC',
  cutOffHour: 13,
  holidays: [],
  locations: [],
}

test('the demo says who it is in two languages, and nothing of it waits to be filled in', async () => {
  const read = await readIdentity()
  assert.ok(read.ok)
  const { identity } = read
  assert.equal(identity.name, 'Tradewind')
  assert.ok(identity.isDemo)
  assert.deepEqual(identity.words.heading, { en: 'Good things travel well.', de: 'Gute Dinge kommen weit.' })
  assert.deepEqual(identity.unfilled, [])
  assert.deepEqual(missingTexts(identity, [market, { ...market, locales: ['de'] }]), [])
  assert.equal(textValues(identity, market, 'en').countries, 'United States and Canada')
  assert.equal(textValues(identity, market, 'en').phone, '+1 (555) 010-0199')
  assert.equal(textValues(identity, null, 'de')['address-line'], 'Brooktorkai 11, 20457 Hamburg, Deutschland')
})

test('words for one language hold for the other, and words without a language for both', async (t) => {
  const folder = aFolder(t, {
    'shop.yaml': (text) =>
      text.replace(/heading:\n.*\n.*\n/, 'heading: Moin.\n').replace(/search:\n.*\n.*\n/, 'search:\n    de: Tee\n'),
  })
  const read = await readIdentity(folder)
  assert.ok(read.ok)
  assert.ok(!read.identity.isDemo)
  assert.deepEqual(read.identity.words.heading, { en: 'Moin.', de: 'Moin.' })
  assert.deepEqual(read.identity.words.search, { en: 'Tee', de: 'Tee' })
})

test('a text of one market stands in the place of the others, and a new text gets a page', async (t) => {
  const folder = aFolder(t, { 'texts/en/size-guide.us.md': '---\ntitle: Sizes\n---\n\nFeet.\n' })
  const read = await readIdentity(folder)
  assert.ok(read.ok)
  const { identity } = read
  assert.match(textOf(identity, { market: 'us', locale: 'en' }, 'terms')?.body ?? '', /state of Maine/)
  assert.match(textOf(identity, { market: 'de', locale: 'en' }, 'terms')?.body ?? '', /German law/)
  assert.deepEqual(topicsOf(identity, { market: 'us', locale: 'en' }).slice(-2), ['accessibility', 'size-guide'])
  assert.equal(topicsOf(identity, { market: 'de', locale: 'en' }).at(-1), 'accessibility')
  const [, first = ''] = plainText(identity, market, { market: 'us', locale: 'en' }, 'withdrawal')
  assert.equal(first, 'You have the right to withdraw from this contract within 14 days without giving any reason.')
})

test('what cannot be used is told with its place, its value and what is allowed, all at once', async (t) => {
  assert.deepEqual(
    await problems(t, {
      'shop.yaml': (text) =>
        text
          .replace('name: Tradewind\n', '')
          .replace('country: DE', 'country: Germany')
          .replace('email: hello@tradewind.example', 'email: hello')
          .replace('returnDays: 30', 'returnDays: 7\ncolour: red'),
    }),
    [
      'shop.yaml: name is missing. Allowed are words.',
      "shop.yaml: company.country is 'Germany'. Allowed are two capital letters (ISO 3166), such as DE.",
      "shop.yaml: company.email is 'hello'. Allowed is an e-mail address, such as hello@shop.example.",
      "shop.yaml: returnDays is '7'. Allowed are 14 days or more: the law gives them.",
      'shop.yaml: colour is unknown here.',
    ],
  )
  const [broken = ''] = await problems(t, { 'shop.yaml': 'name: [a\n' })
  assert.match(broken, /^shop\.yaml, line \d: /)
  assert.deepEqual(await problems(t, { 'texts/de/terms.md': 'Kein Titel' }), [
    'texts/de/terms.md does not begin with its title. Allowed is, between two lines of ---: title: WORDS, description: WORDS and menu: WORDS.',
  ])
  assert.match((await problems(t, { 'texts/fr.md': 'x' }))[0] ?? '', /^texts\/fr\.md has a name that no page has\./)
  const [html = ''] = await problems(t, { 'texts/de/about.md': '---\ntitle: Wir\n---\n\n<b>Wir</b>\n' })
  assert.equal(html, "texts/de/about.md: '<b>' is HTML. Allowed is Markdown.")
  const nowhere = await readIdentity('/nowhere')
  assert.deepEqual(nowhere, { ok: false, problems: ["There is no file '/nowhere/shop.yaml'."] })
})

test('a language of a market without its texts is told', async () => {
  const read = await readIdentity()
  assert.ok(read.ok)
  const texts = new Map(read.identity.texts)
  texts.delete('de/imprint')
  assert.deepEqual(missingTexts({ texts }, [{ ...market, locales: ['de', 'en'] }]), [
    'There is no text texts/de/imprint.md. A market speaks this language.',
  ])
})

test('places in double brackets wait for the owner', async (t) => {
  const read = await readIdentity(
    aFolder(t, {
      'shop.yaml': (text) =>
        text.replace('street: Brooktorkai 11', '# [[not in a comment]]\n  street: "[[street and number]]"'),
      'texts/en/about.md': '---\ntitle: We\n---\n\n[[Who are you?]]\n',
    }),
  )
  assert.ok(read.ok)
  assert.deepEqual(read.identity.unfilled, ['shop.yaml: [[street and number]]', 'texts/en/about.md: [[Who are you?]]'])
})

const good = { ground: '#fffdf8', ink: '#1d1a16', accent: '#8a1c3b' } as const

test('colours that are easy to read make a whole palette', () => {
  assert.deepEqual(paletteProblems('light', good), [])
  const dark = { ground: '#17120f', ink: '#f3ece4', accent: '#ff9db5' } as const
  assert.deepEqual(paletteProblems('dark', dark), [])
  assert.equal(paletteOf('light', good)['on-accent'], '#fdfdfc')
  assert.equal(paletteOf('dark', dark)['on-accent'], '#0d1112')
})

test('a pair of colours below 4.5 : 1 is refused, and which one it is', async (t) => {
  assert.deepEqual(paletteProblems('light', { ...good, accent: '#e88fa5' }).slice(0, 1), [
    'colours.light: accent (#e88fa5) on a field on the ground (#f6f4ef) has a contrast of 2.1 : 1. Allowed is 4.5 : 1 or more: take a darker colour for the words, or the opposite for the ground.',
  ])
  const colours = (accent: string) =>
    `\ncolours:\n  light: { ground: "#fffdf8", ink: "#1d1a16", accent: "${accent}" }\n  dark: { ground: "#17120f", ink: "#f3ece4", accent: "#ff9db5" }\n`
  assert.deepEqual(await problems(t, { 'shop.yaml': (text) => text + colours('#8a1c3b') }), [])
  assert.match(
    (await problems(t, { 'shop.yaml': (text) => text + colours('#e88fa5') }))[0] ?? '',
    /^shop\.yaml: colours\.light: accent/,
  )
  assert.deepEqual(await problems(t, { 'shop.yaml': (text) => text + colours('red') }), [
    'shop.yaml: colours.light.accent is \'red\'. Allowed are # and six hexadecimal digits, such as "#7a1f3d".',
  ])
})

test('a logo is an SVG that only draws, or a PNG, with its own size', async (t) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><path d="M0 0h9"/></svg>'
  const read = await readIdentity(aFolder(t, { 'logo.svg': svg }))
  assert.ok(read.ok)
  const { logo, icon } = read.identity.pictures
  assert.deepEqual([logo?.kind, logo?.width, logo?.height, icon], ['svg', 90, 30, null])
  assert.deepEqual(await problems(t, { 'logo.svg': svg.replace('<path', '<script>x</script><path') }), [
    'logo.svg holds a script. Allowed is an SVG that only draws the logo.',
  ])
  assert.deepEqual(await problems(t, { 'logo.svg': svg.replace(' viewBox="0 0 90 30"', '') }), [
    'logo.svg is no SVG with a viewBox, or with width and height.',
  ])
  assert.deepEqual(await problems(t, { 'share.png': 'GIF89a' }), ['share.png is no PNG.'])
  assert.deepEqual(await problems(t, { 'logo.svg': svg + ' '.repeat(300_000) }), ['logo.svg is larger than 300 kB.'])
})
