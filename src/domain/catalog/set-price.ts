import { z } from 'zod'
import { recordFact } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { changePrices } from './change-prices.ts'
import type { Price } from './price.ts'
import { lockBySku } from './price-table.ts'
import { raiseRevisions } from './product-table.ts'

const minor = z.number().int().min(0).max(1_000_000_000)

export const priceInput = z
  .object({
    sku: z.string().min(1),
    market: z.string(),
    /** Null: not for sale in the market any more. */
    amountMinor: minor.nullable(),
    /** The regular price when this one is reduced. */
    wasMinor: minor.nullable().default(null),
  })
  .refine(({ amountMinor, wasMinor }) => wasMinor === null || (amountMinor !== null && wasMinor > amountMinor), {
    path: ['wasMinor'],
    message: 'is the regular price of a reduced one: it must be above the price',
  })

export type PriceSet =
  /** Null: it was so already. */
  | { ok: true; productId: number; change: { before: Price | null; price: Price | null } | null }
  | { ok: false; problem: 'unknown-sku' | 'unknown-market' }
  | { ok: false; problem: 'invalid-input'; issues: string[] }

/** Sets a variant's price in one market. The old one goes into the history that later reductions are measured by. */
export async function setPrice(
  shop: Pick<Shop, 'db' | 'clock' | 'markets'>,
  input: z.input<typeof priceInput>,
): Promise<PriceSet> {
  const form = priceInput.safeParse(input)
  if (!form.success)
    return {
      ok: false,
      problem: 'invalid-input',
      issues: form.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
    }
  const { sku, market, amountMinor, wasMinor } = form.data
  if (!shop.markets.some(({ code }) => code === market)) return { ok: false, problem: 'unknown-market' }
  return shop.db.transaction(async (tx) => {
    const found = await lockBySku(tx, sku)
    if (!found) return { ok: false, problem: 'unknown-sku' }
    const { productId, variantId } = found
    const now = shop.clock()
    const wish = amountMinor === null ? null : { amountMinor, wasMinor }
    const [change = null] = await changePrices(tx, [{ variantId, market, wish }], now)
    if (change) {
      await raiseRevisions(tx, [productId], now)
      await recordFact(tx, { fact: 'product.changed', productIds: [productId] })
    }
    return { ok: true, productId, change: change && { before: change.before, price: change.price } }
  })
}
