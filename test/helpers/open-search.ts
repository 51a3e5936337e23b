import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type OpenSearch, openOpenSearch } from '../../src/adapters/search/opensearch.ts'
import { openPostgresSearch, type PostgresSearch } from '../../src/adapters/search/postgres.ts'
import { type KeptSearch, openWithFallback } from '../../src/adapters/search/with-fallback.ts'
import type { Db } from '../../src/kit/db.ts'
import type { log } from '../../src/kit/log.ts'
import { engine } from './engines.ts'
import { onAws } from './on-aws.ts'

export type TestOpenSearch = { engine: OpenSearch; table: PostgresSearch; search: KeptSearch; prefix: string; url: URL }

/** The address of the tests' OpenSearch; only for tests that are skipped where there is none. */
export function openSearchUrl(): URL {
  const { url, missing } = engine('opensearch')
  if (!url) throw new Error(missing)
  return new URL(url)
}

/** A search on OpenSearch with the table's behind it, in indexes of its own that go with the test. `at`: another way to it. */
export async function openTestOpenSearch(
  t: TestContext,
  db: Db,
  given: {
    at?: URL
    prefix?: string
    markets?: readonly string[]
    budgetMs?: number
    patienceMs?: number
    tell?: typeof log
  } = {},
): Promise<TestOpenSearch> {
  const { at = openSearchUrl(), prefix = `test-${randomBytes(6).toString('hex')}`, budgetMs = 5_000 } = given
  const url = new URL(`opensearch+${at.protocol}//${at.host}/${prefix}`)
  const table = openPostgresSearch(db)
  const opened = await openOpenSearch(url, {
    db,
    markets: given.markets ?? ['us', 'de'],
    open: (market, locale) => table.open(market, locale),
    patienceMs: given.patienceMs ?? budgetMs,
    ...(given.tell ? { tell: given.tell } : {}),
  })
  const search = openWithFallback(opened, table, { budgetMs, ...(given.tell ? { tell: given.tell } : {}) })
  t.after(async () => {
    await search.close()
    await removeIndexes(openSearchUrl(), prefix)
  })
  return { engine: opened, table, search, prefix, url }
}

/** The search of a test's shop: the default, or with TEST_ADAPTERS=aws OpenSearch with the default behind it. */
export const openShopSearch = async (t: TestContext, db: Db): Promise<PostgresSearch> =>
  onAws ? (await openTestOpenSearch(t, db)).search : openPostgresSearch(db)

/** For a process of its own: where its search is, in indexes that go with the test. */
export function ownSearchPlace(t: TestContext): string {
  const at = openSearchUrl()
  const prefix = `test-${randomBytes(6).toString('hex')}`
  t.after(() => removeIndexes(at, prefix))
  return `opensearch+${at.protocol}//${at.host}/${prefix}`
}

export async function removeIndexes(url: URL, prefix: string): Promise<void> {
  const answer = await fetch(new URL(`/_cat/indices/${prefix}*?format=json&h=index`, url))
  const found = (await answer.json()) as { index: string }[]
  for (const { index } of found) await fetch(new URL(`/${index}`, url), { method: 'DELETE' })
}
