import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../dev/places.ts'
import { Sentence } from '../dev/progress.mjs'
import { findChromium } from '../test/helpers/browser.ts'
import { type Looked, lookWithLighthouse } from '../test/helpers/lighthouse.ts'
import { describeMachine } from './speed/machine.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** `npm run bench -- lighthouse [URL] [RUNS]`: the median of five runs of Lighthouse (mobile) on home, category and product of a running shop. */
export async function benchLighthouse([shop = 'http://localhost:3000', runs = '5']: string[]): Promise<number> {
  const chromium = await findChromium()
  if (!chromium) throw new Sentence('There is no Chromium on this machine: set CHROMIUM_PATH.')
  const lines = describeMachine()
  const home = await fetch(`${shop}/us/en`)
    .then((answer) => answer.text())
    .catch(() => {
      throw new Sentence(`No shop answers at ${shop}: run npm start first.`)
    })
  const pages = {
    home: '/us/en',
    category: /\/us\/en\/c\/[\w-]+/.exec(home)?.[0] ?? '',
    product: /\/us\/en\/p\/[\w-]+/.exec(home)?.[0] ?? '',
  }
  const rows: string[] = []
  const faults = new Set<string>()
  for (const [name, path] of Object.entries(pages)) {
    const looked: Looked[] = []
    for (let i = 0; i < Number(runs); i++) {
      looked.push(await lookWithLighthouse(chromium, shop + path))
      for (const fault of looked.at(-1)?.faults ?? []) faults.add(`${name}, ${fault}`)
      say(`  ${name} ${i + 1} of ${runs}: performance ${looked.at(-1)?.performance}`)
    }
    const of = (key: Exclude<keyof Looked, 'faults'>) => median(looked.map((one) => one[key]))
    rows.push(
      `| ${name} | ${of('performance')} | ${of('accessibility')} | ${of('bestPractices')} | ${of('seo')} | ${Math.round(of('lcpMs'))} | ${of('cls').toFixed(3)} | ${Math.round(of('tbtMs'))} |`,
    )
  }
  const report = `# Lighthouse\n\n${lines.map((line) => `- ${line}`).join('\n')}\n- the demo shop as npm start runs it; median of ${runs} runs, mobile, throttled as Lighthouse does by itself\n\n| page | performance | accessibility | best practices | SEO | LCP ms | CLS | TBT ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n${rows.join('\n')}\n${[...faults].map((fault) => `\n- ${fault}\n`).join('')}`
  say(`\n${report}`)
  mkdirSync(join(root, 'bench/results'), { recursive: true })
  writeFileSync(join(root, 'bench/results/lighthouse.md'), report)
  return 0
}
