import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { reindexAll } from '../domain/search/reindex-all.ts'
import { readMarkets } from '../domain/settings/read-markets.ts'
import { marketsSchema } from '../domain/setup/market-plan.ts'
import { type Change, setUpMarkets } from '../domain/setup/set-up-markets.ts'
import type { Shop } from '../domain/shop.ts'
import { readYaml } from '../kit/yaml-file.ts'
import type { Commands } from './command.ts'

const usage = `setup [--dry-run]
         makes markets, locations, shipping and taxes what markets.yaml in the folder of SHOP_DIR says`

async function run(shop: Shop, args: string[], say: (line: string) => void): Promise<number> {
  const [flag, ...more] = args
  if (more.length > 0 || (flag !== undefined && flag !== '--dry-run')) {
    say(usage)
    return 2
  }
  const dryRun = flag === '--dry-run'
  const file = join(shop.identity.folder, 'markets.yaml')
  if (!existsSync(file)) {
    say(`There is no file '${file}'.`)
    return 1
  }
  const plan = await readYaml(file, marketsSchema)
  if (!plan.ok) {
    for (const problem of plan.problems) say(problem)
    return 1
  }
  const done = await setUpMarkets(shop, plan.value, { dryRun })
  for (const change of done.changes) say(lineOf(change))
  if (!done.ok) {
    for (const problem of done.problems) say(problem)
    say('Nothing was changed.')
    return 1
  }
  if (done.changes.length === 0) say('It is so already.')
  else if (dryRun) say('This was a dry run: nothing was kept.')
  else {
    // Products stand in the search once for each market and language.
    const products = await reindexAll({ ...shop, markets: await readMarkets(shop.db) })
    say(
      `Done; ${products} products stand in the search of these markets. Start web and worker anew, so that they see it.`,
    )
  }
  return 0
}

const lineOf = ({ what, before, after }: Change): string =>
  before === null
    ? `+ ${what}: ${after}`
    : after === null
      ? `- ${what}: ${before}`
      : `~ ${what}: ${before}\n    → ${after}`

export const setupCommands: Commands = { setup: { usage, run } }
