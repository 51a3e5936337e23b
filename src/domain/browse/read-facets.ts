import type { Shop } from '../shop.ts'
import { listBrands, listFacets } from './facets-table.ts'
import { languagesOf } from './on-sale.ts'
import type { FacetWords, Shelf } from './shelf.ts'

/** Names of all facets and their values; 'brand' comes last. Kept in memory. */
export function readFacetWords(shop: Pick<Shop, 'db' | 'markets' | 'memory'>, shelf: Shelf): Promise<FacetWords> {
  return shop.memory.get(`browse:facets:${shelf.market}:${shelf.locale}`, async () => {
    const [facets, brands] = await Promise.all([listFacets(shop.db, languagesOf(shop, shelf)), listBrands(shop.db)])
    const named = facets.map(({ code, name, values }) => ({
      code,
      name,
      values: Object.fromEntries(values.map(({ code, ...value }) => [code, value])),
    }))
    const brandValues = brands.map(({ code, name }, position) => [code, { name, hex: null, position }] as const)
    return [
      ...named,
      { code: 'brand', name: shelf.locale === 'de' ? 'Marke' : 'Brand', values: Object.fromEntries(brandValues) },
    ]
  })
}
