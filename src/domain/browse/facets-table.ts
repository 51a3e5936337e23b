import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { word } from './on-sale.ts'

export type FacetRow = {
  code: string
  name: string
  values: { code: string; name: string; hex: string | null; position: number }[]
}

export const listFacets = (db: Queries, languages: readonly Locale[]): Promise<FacetRow[]> =>
  db.rows(sql`
    select a.code, ${word(sql`a.names`, languages)} as name,
      coalesce((select json_agg(json_build_object('code', av.code, 'name', ${word(sql`av.names`, languages)},
        'hex', av.swatch, 'position', av.position)) from attribute_value av where av.attribute_id = a.id), '[]'::json) as values
    from attribute a where a.facet order by a.position, a.id`)

export const listBrands = (db: Queries): Promise<{ code: string; name: string }[]> =>
  db.rows(sql`select code, name from brand order by name`)
