import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

/** Scores of 0 to 100, times in milliseconds, CLS without a unit. */
export type Looked = {
  performance: number
  accessibility: number
  bestPractices: number
  seo: number
  lcpMs: number
  cls: number
  tbtMs: number
  /** What costs points in the three scores that must be whole. */
  faults: string[]
}

/** Lighthouse as a phone of the middle class sees a page, in a browser and a profile of its own. */
export async function lookWithLighthouse(chromium: string, url: string): Promise<Looked> {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-lighthouse-'))
  const browser = await launch({
    chromePath: chromium,
    userDataDir: folder,
    logLevel: 'silent',
    chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    envVars: { ...process.env, TMPDIR: folder, HOME: folder },
  })
  try {
    const result = await lighthouse(url, {
      port: browser.port,
      output: 'json',
      logLevel: 'silent',
      onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    })
    if (!result) throw new Error(`Lighthouse gave no result for ${url}.`)
    const { categories, audits, runtimeError } = result.lhr
    if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`)
    const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100)
    const value = (name: string) => audits[name]?.numericValue ?? Number.NaN
    const faults = ['accessibility', 'best-practices', 'seo'].flatMap((name) =>
      (categories[name]?.auditRefs ?? []).flatMap(({ id, weight }) => {
        const audit = audits[id]
        const lost = weight > 0 && audit && audit.score !== null && audit.score < 1
        return lost ? [`${name}: ${audit.title} ${JSON.stringify(audit.details ?? {}).slice(0, 400)}`] : []
      }),
    )
    return {
      performance: score('performance'),
      accessibility: score('accessibility'),
      bestPractices: score('best-practices'),
      seo: score('seo'),
      lcpMs: value('largest-contentful-paint'),
      cls: value('cumulative-layout-shift'),
      tbtMs: value('total-blocking-time'),
      faults,
    }
  } finally {
    browser.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
