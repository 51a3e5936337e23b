import { type Queries, sql } from '../../kit/db.ts'
import type { TaxRate } from './tax-rate.ts'

/** Rates of a country and of one of its regions, the country's first. */
export const ratesAt = (db: Queries, country: string, region: string) =>
  db.rows<TaxRate>(sql`
    select name, tax_class as "taxClass", basis_points as "basisPoints", on_shipping as "onShipping"
    from tax_rate where country = ${country} and (region is null or region = ${region})
    order by region nulls first, tax_class, name`)
