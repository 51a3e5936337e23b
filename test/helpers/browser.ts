import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The Chromium that CHROMIUM_PATH names, else an installed one, else the one of the npm package; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env.CHROMIUM_PATH
  if (named) return named
  return installed.find((path) => existsSync(path)) ?? (await unpackChromium())
}

async function unpackChromium(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const program = import.meta.resolve('@sparticuz/chromium')
  const mark = createHash('sha256')
    .update(program)
    .update(String(statSync(new URL(program)).mtimeMs))
    .digest('hex')
    .slice(0, 10)
  // The package unpacks to TMPDIR/chromium, whoever was there first: so every user and installation has a folder.
  const folder = join(tmpdir(), `tradewind-chromium-${userInfo().uid}-${mark}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    // Makes the package bring the libraries that a bare machine lacks.
    process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'
    const { default: Chromium } = await import('@sparticuz/chromium')
    const path = await Chromium.executablePath()
    chmodSync(path, 0o700)
    // The package's own file names /tmp/fonts only; without any font the browser dies at the first form field.
    const fonts = [join(folder, 'fonts'), '/usr/share/fonts'].map((place) => `<dir>${place}</dir>`).join('')
    const settings = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${fonts}<cachedir>${folder}/font-cache</cachedir></fontconfig>`
    writeFileSync(join(folder, 'fonts/fonts.conf'), settings)
    return path
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Unpacked once before the test files run, for two that unpack at once damage each other's copy. */
export const chromiumForTests = (): string | undefined => process.env.TEST_CHROMIUM || undefined

export const noBrowser = 'there is no Chromium on this machine: set CHROMIUM_PATH'

/** A browser with a folder of its own, closed with the test. */
export async function openBrowser(t: TestContext): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-browser-'))
  const browser = await chromium.launch({
    executablePath: chromiumForTests(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
    env: { ...process.env, TMPDIR: folder, HOME: folder } as Record<string, string>,
  })
  t.after(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return browser
}

export type Look = { width: number; dark?: boolean; javaScript?: boolean; language?: string }

export const phone: Look = { width: 390 }
export const desk: Look = { width: 1440 }

export const openContext = (browser: Browser, look: Look): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: look.width, height: look.width < 600 ? 844 : 900 },
    colorScheme: look.dark ? 'dark' : 'light',
    javaScriptEnabled: look.javaScript ?? true,
    locale: look.language ?? 'en-US',
    reducedMotion: 'reduce',
  })
