import { randomBytes } from 'node:crypto'
import { Sentence } from '../dev/progress.mjs'
import { type OpenSearch, openOpenSearch } from '../src/adapters/search/opensearch.ts'
import type { PostgresSearch } from '../src/adapters/search/postgres.ts'
import type { Db } from '../src/kit/db.ts'
import { engine } from '../test/helpers/engines.ts'
import { removeIndexes } from '../test/helpers/open-search.ts'

export type BenchEngine = OpenSearch & { remove(): Promise<void> }

/** OpenSearch as the tests find it, with indexes of its own that are removed afterwards. */
export async function openBenchEngine(db: Db, table: PostgresSearch): Promise<BenchEngine> {
  const { url, missing } = engine('opensearch')
  if (!url) throw new Sentence(`${missing}. \`npm run services\` starts it and says how it is named.`)
  const prefix = `bench-${randomBytes(5).toString('hex')}`
  const opened = await openOpenSearch(new URL(`opensearch+${url.replace(/\/$/, '')}/${prefix}`), {
    db,
    markets: ['us', 'de'],
    open: (market, locale) => table.open(market, locale),
    patienceMs: 30_000,
  })
  return {
    ...opened,
    async remove() {
      await removeIndexes(new URL(url), prefix)
      await opened.close()
    },
  }
}
