import type { Shop } from '../shop.ts'
import type { TaxRate } from './tax-rate.ts'
import { ratesAt } from './tax-table.ts'

/**
 * The taxes at a destination; none means that nothing is taxed there. Rates of a region stand beside the country's; one
 * of the same name and class stands in its place. Kept in memory: they change with the set-up of a market, which is a fact of
 * the catalogue.
 */
export const readTaxRates = (
  shop: Pick<Shop, 'db' | 'memory'>,
  { country, region }: { country: string; region?: string | null },
): Promise<TaxRate[]> =>
  shop.memory.get(`tax:${country}:${region ?? ''}`, async () => {
    const rates = await ratesAt(shop.db, country, region ?? '')
    return [...new Map(rates.map((rate) => [`${rate.taxClass} ${rate.name}`, rate])).values()]
  })
