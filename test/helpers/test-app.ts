import type { TestContext } from 'node:test'
import { openSite } from '../../src/app.ts'
import type { Shop } from '../../src/domain/shop.ts'
import type { Fetch } from '../../src/router.ts'
import { everybodyIn } from './everybody-in.ts'
import { openPayingShop, type PayingShop } from './paying-shop.ts'
import { Visitor } from './visitor.ts'

export type TestApp = { shop: PayingShop; fetch: Fetch; visitor: () => Visitor }

/** The whole application in memory, with the sandbox provider behind it. */
export async function openTestApp(
  t: TestContext,
  given: Partial<Shop> & { webhooks?: boolean } = {},
): Promise<TestApp> {
  const shop = await openPayingShop(t, given)
  const fetch = openSite(shop, { demo: true, formTargets: [shop.sandbox.url], admission: everybodyIn() })
  return { shop, fetch, visitor: () => new Visitor(fetch, shop.publicUrl) }
}
