import { compareSearch } from '../domain/search/compare-search.ts'
import { reindexAll } from '../domain/search/reindex-all.ts'
import type { Shop } from '../domain/shop.ts'
import type { Command, Commands } from './command.ts'

type Say = (line: string) => void

const reindexUsage = `reindex [--index-only]
         brings every product up to date in the search; where OpenSearch answers, builds a new index beside the old one and
         puts it in its place. --index-only: builds the index from what the search knows`

const width = 30

/** Says how far it is, at every twentieth part. */
function progressBar(say: Say, what: string) {
  let said = -1
  return (done: number, all: number) => {
    const part = all === 0 ? 1 : Math.min(done / all, 1)
    const step = Math.floor(part * 20)
    if (step === said) return
    said = step
    const full = Math.round(part * width)
    const bar = '#'.repeat(full).padEnd(width, '-')
    say(`${what} [${bar}] ${`${Math.floor(part * 100)} %`.padStart(5)}  ${done.toLocaleString('en')}`)
  }
}

const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`
const megabytes = () => Math.round(process.memoryUsage.rss() / 1_000_000)

const reindex: Command = {
  usage: reindexUsage,
  async run(shop, args, say) {
    const [flag, ...more] = args
    if (more.length > 0 || (flag !== undefined && flag !== '--index-only')) {
      say(reindexUsage)
      return 2
    }
    if (!flag) await bringUpToDate(shop, say)
    const began = performance.now()
    let most = megabytes()
    const bar = progressBar(say, 'index')
    const documents = await shop.search.rebuild((done, all) => {
      most = Math.max(most, megabytes())
      bar(done, all)
    })
    if (documents > 0)
      say(`${documents.toLocaleString('en')} documents in a new index after ${seconds(began)}; ${most} MB at most.`)
    return 0
  },
}

async function bringUpToDate(shop: Shop, say: Say): Promise<void> {
  const began = performance.now()
  const products = await reindexAll(shop, (count) => {
    if (count % 5_000 === 0) say(`${count.toLocaleString('en').padStart(9)} products`)
  })
  say(`${products.toLocaleString('en')} products looked at in ${seconds(began)}.`)
}

const diffUsage = `search-diff
         compares what is for sale with what the search holds; prints JSON, status 1 where they differ`

const shown = 50

const searchDiff: Command = {
  usage: diffUsage,
  async run(shop, args, say) {
    if (args.length > 0) {
      say(diffUsage)
      return 2
    }
    const { drift, ...told } = await compareSearch(shop)
    const count = (kind: string) => drift.filter((one) => one.kind === kind).length
    const counts = { missing: count('missing'), extra: count('extra'), stale: count('stale') }
    say(JSON.stringify({ ok: drift.length === 0, ...told, ...counts, drift: drift.slice(0, shown) }, null, 2))
    return drift.length === 0 ? 0 : 1
  },
}

export const searchCommands: Commands = { reindex, 'search-diff': searchDiff }
