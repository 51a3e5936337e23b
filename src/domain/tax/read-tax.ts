import type { Queries } from '../../kit/db.ts'
import type { TaxRate } from './tax-rate.ts'
import { ratesAt } from './tax-table.ts'

/**
 * The taxes at a destination; none means that nothing is taxed there. Rates of a region stand beside the country's; one
 * of the same name and class stands in its place.
 */
export async function readTaxRates(
  queries: Queries,
  destination: { country: string; region?: string | null },
): Promise<TaxRate[]> {
  const rates = await ratesAt(queries, destination.country, destination.region ?? '')
  return [...new Map(rates.map((rate) => [`${rate.taxClass} ${rate.name}`, rate])).values()]
}
