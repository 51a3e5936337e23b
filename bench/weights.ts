import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { chromium, type Page } from 'playwright-core'
import { root } from '../dev/places.ts'
import { Sentence } from '../dev/progress.mjs'
import { findChromium } from '../test/helpers/browser.ts'

/** What a CDN would send: texts compressed, pictures as they are. */
type Weight = { requests: number; bytes: number }

const isText = /^(text\/|application\/(json|javascript|manifest\+json)|image\/svg)/

/**
 * `npm run bench -- weights [URL]`: what a browser with an empty cache loads along the shelf of a running shop, each page scrolled to its end, on a desk and on a
 * phone. Writes bench/results/weights.json, from which infra/cost reckons.
 */
export async function benchWeights([shop = 'http://localhost:3000']: string[]): Promise<number> {
  const executablePath = await findChromium()
  if (!executablePath) throw new Sentence('There is no Chromium on this machine: set CHROMIUM_PATH.')
  const home = await fetch(`${shop}/us/en`)
    .then((answer) => answer.text())
    .catch(() => {
      throw new Sentence(`No shop answers at ${shop}: run npm start first.`)
    })
  const links = (pattern: RegExp) => [...new Set([...home.matchAll(pattern)].map(([path]) => path))]
  const [category = '', otherCategory = ''] = links(/\/us\/en\/c\/[\w-]+/g)
  const [product = '', otherProduct = ''] = links(/\/us\/en\/p\/[\w-]+/g)
  const paths = [
    '/us/en',
    category,
    product,
    '/us/en/search?q=mug',
    otherCategory,
    otherProduct,
    '/us/en/cart',
    category,
  ]
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
  try {
    const walks: Weight[][] = []
    for (const look of [
      { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
      { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
    ]) {
      const page = await (await browser.newContext(look)).newPage()
      walks.push(await weigh(page, shop, paths))
    }
    const firsts = walks.map(([first = { requests: 0, bytes: 0 }]) => first)
    const nexts = walks.flatMap(([, ...rest]) => rest)
    const weights = { at: new Date().toISOString().slice(0, 10), first: mean(firsts), next: mean(nexts), walks }
    mkdirSync(join(root, 'bench/results'), { recursive: true })
    writeFileSync(join(root, 'bench/results/weights.json'), `${JSON.stringify(weights, null, 2)}\n`)
    process.stdout.write(`${JSON.stringify({ first: weights.first, next: weights.next })}\n`)
    return 0
  } finally {
    await browser.close()
  }
}

async function weigh(page: Page, shop: string, paths: readonly string[]): Promise<Weight[]> {
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable', { maxTotalBufferSize: 200_000_000, maxResourceBufferSize: 20_000_000 })
  let weight: Weight = { requests: 0, bytes: 0 }
  const pending: Promise<void>[] = []
  const types = new Map<string, string>()
  network.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.fromDiskCache && !response.fromPrefetchCache && response.url.startsWith(shop))
      types.set(requestId, response.mimeType)
  })
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId)
    if (type === undefined || encodedDataLength === 0) return
    const into = weight
    into.requests++
    if (!isText.test(type)) {
      into.bytes += encodedDataLength
      return
    }
    pending.push(
      network.send('Network.getResponseBody', { requestId }).then(
        ({ body, base64Encoded }) => {
          into.bytes += compressed(Buffer.from(body, base64Encoded ? 'base64' : 'utf8'))
        },
        () => {
          into.bytes += encodedDataLength
        },
      ),
    )
  })
  const weights: Weight[] = []
  for (const path of paths) {
    weight = { requests: 0, bytes: 0 }
    await page.goto(shop + path, { waitUntil: 'load' })
    await page.evaluate(async () => {
      for (let y = 0; y < document.body.scrollHeight; y += 500) {
        scrollTo(0, y)
        await new Promise((done) => setTimeout(done, 60))
      }
    })
    await page.waitForTimeout(1_500)
    await Promise.all(pending)
    weights.push(weight)
  }
  return weights
}

/** With about 500 bytes of headers. */
const compressed = (body: Buffer): number =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length + 500

function mean(weights: readonly Weight[]): Weight {
  const of = (what: keyof Weight) => weights.reduce((sum, weight) => sum + weight[what], 0) / weights.length
  return { requests: Math.round(of('requests') * 10) / 10, bytes: Math.round(of('bytes')) }
}
