import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { root, varFolder } from '../../dev/places.ts'
import { benchGrowth } from './growth/growth.ts'
import { hotForms, measureHotProduct } from './hot-product.ts'
import { countInstalled, installAnew } from './installation.ts'
import type { HotForm } from './jobs.ts'
import { describeMachine } from './machine.ts'
import { type FormName, type Options, readOptions } from './options.ts'
import { readMemory } from './proc.ts'
import { reportOf } from './report.ts'
import { type Results, wrongOf } from './results.ts'
import { type Plan, runCase } from './run-case.ts'
import { openSite, type Site, type WebForm } from './site.ts'
import { measureIdleMemory, measureStart } from './startup.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run bench`: how fast the shop is, and whether all is right meanwhile. */
export async function benchSpeed(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options.growTo)
    return benchGrowth({ ...options, products: options.growTo, write: !options.short && options.webArgs.length === 0 })
  if (options.bothAdapters) return (await import('./adapters.ts')).benchAdapters(options)
  const head = describeMachine()
  for (const line of head) say(line)
  const site = await openSite(options)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= site.close()
    return closing
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(130)))
  try {
    const results = await measureAll(site, options, head)
    const wrong = wrongOf(results)
    if (options.short) {
      for (const what of wrong) say(`WRONG: ${what}`)
      say(wrong.length === 0 ? '\nAll of it works, and all counts are right.' : '')
    } else say(`\n${reportOf(results)}`)
    if (options.isWhole) {
      const file = join(root, 'bench/results/speed.md')
      mkdirSync(join(root, 'bench/results'), { recursive: true })
      writeFileSync(file, reportOf(results))
      say(`Written to ${file}`)
    }
    return wrong.length === 0 ? 0 : 1
  } finally {
    await close()
  }
}

const webForm = (name: FormName): WebForm => ({
  processes: name === 'cores' ? availableParallelism() : 1,
  pageCache: name === 'on',
})

const formWords: Record<FormName, string> = {
  off: 'Without page cache, one web process',
  on: 'With page cache, one web process',
  cores: 'Without page cache, a web process for each core',
}

async function measureAll(site: Site, options: Options, machine: readonly string[]): Promise<Results> {
  const { short } = options
  const words = (settings: Record<string, string>) =>
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  const settings = [
    `PostgreSQL ${words(site.postgresSettings)}`,
    `web with ${words(site.settings)}, the rest as it is by itself`,
  ]
  for (const line of settings) say(line)
  const { products, importedMs, indexedMs } = site.filled
  say(`${products} products, ${site.shelf.categories.length} departments in rotation`)
  const results: Results = {
    head: [
      ...machine,
      ...settings,
      `${products} products${options.catalogue ? " of a catalogue of one's own" : ', made up in the shape of the retail demo'}`,
    ],
    options,
    products,
    importedMs,
    indexedMs,
    forms: {},
    hot: [],
    after: {},
  }
  for (const name of options.forms) {
    const startMs = await measureStart(site, webForm(name), name === 'off' && !short ? 5 : 1)
    say(`\n${formWords[name]}: first good page after ${(startMs / 1000).toFixed(2)} s`)
    if (name === 'off') {
      results.startMs = startMs
      results.idle = await measureIdleMemory(site, short ? 0 : 5)
    }
    results.forms[name] = []
    for (const one of options.cases) {
      if (name === 'on' && !one.isKept) continue
      results.forms[name].push(await runCase(site, one, planOf(name, options, one.levels[1])))
    }
    if (name === 'off' && options.hot) results.hot = await measureHot(site, short)
    results.after[name] = readMemory(site.webPid())
    results.workerAfter = readMemory(site.workerPid())
  }
  if (!short)
    results.installation = options.install ? await installAnew(join(varFolder, 'bench/install')) : countInstalled()
  return results
}

function planOf(name: FormName, options: Options, level: number): Plan {
  const { connections, seconds, warmUp, runs, short } = options
  const isMain = name === 'off'
  return {
    ...(connections ? { connections } : name === 'cores' ? { connections: [level] } : {}),
    seconds,
    warmUp,
    runs,
    looks: short ? 3 : 16,
    statements: isMain,
    fill: name === 'on',
  }
}

async function measureHot(site: Site, short: boolean): Promise<Results['hot']> {
  const results: Results['hot'] = []
  const [buyers, stock] = short ? [40, 10] : [200, 50]
  say(`\nhot: ${buyers} buyers of one variant, stock ${stock}`)
  for (const [i, form] of (Object.keys(hotForms) as HotForm[]).entries()) {
    const variantId = site.shelf.hotVariantIds[i] ?? 0
    const result = await measureHotProduct(site, { form, variantId, buyers, stock })
    const { orders, soldOut, toldToWait, lastCallMs, totalMs, wrong } = result
    say(
      `  ${hotForms[form]}: ${orders} orders, ${soldOut} sold out, ${toldToWait} times told to come again; last calls answered in ${(lastCallMs / 1000).toFixed(2)} s, all in ${(totalMs / 1000).toFixed(2)} s`,
    )
    for (const what of wrong) say(`  WRONG: ${what}`)
    results.push(result)
  }
  return results
}
