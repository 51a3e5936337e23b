import type { TestContext } from 'node:test'
import { seedDemo } from '../../db/seed/seed.ts'
import { openSite } from '../../src/app.ts'
import { reindexAll } from '../../src/domain/search/reindex-all.ts'
import type { Fetch } from '../../src/router.ts'
import { everybodyIn } from './everybody-in.ts'
import { openShopSearch } from './open-search.ts'
import { openTestShop, type TestShop } from './test-shop.ts'

export type DemoApp = { shop: TestShop; fetch: Fetch }

/** The pages of the demo shop with its whole catalogue, found by the search; payments and pictures are not there. */
export async function openDemoApp(t: TestContext): Promise<DemoApp> {
  const shop = await openTestShop(t)
  await seedDemo(shop)
  const search = await openShopSearch(t, shop.db)
  await reindexAll({ ...shop, search })
  const open = { ...shop, search }
  return { shop: open, fetch: openSite(open, { demo: true, formTargets: [], admission: everybodyIn() }) }
}
