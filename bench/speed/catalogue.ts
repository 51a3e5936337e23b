import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedMarkets } from '../../db/seed/markets.ts'
import { openPostgresSearch } from '../../src/adapters/search/postgres.ts'
import { importProducts, type Read } from '../../src/domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../../src/domain/imports/import-retail-demo.ts'
import { reindexAll } from '../../src/domain/search/reindex-all.ts'
import { readMarkets } from '../../src/domain/settings/read-markets.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { type Db, sql } from '../../src/kit/db.ts'
import { markAsDemo } from '../../src/kit/migrate.ts'
import { generateRetailProducts, retailYaml } from '../retail-shape.ts'

export type Filled = { products: number; importedMs: number; indexedMs: number }

/** The peers were measured with these. */
const taxBasisPoints = 2_000
const pieces = 100_000

/** Fills the shop as the peers' were: 20 % tax, two ways to send, one variant and one picture each, style and gender as facets. */
export async function fillCatalogue(
  db: Db,
  given: { catalogue?: string; products: number; folder: string },
): Promise<Filled> {
  await seedMarkets(db)
  await db.change(sql`update tax_rate set basis_points = ${taxBasisPoints} where country in ('DE', 'AT')`)
  const file = given.catalogue ?? writeCatalogue(join(given.folder, 'catalogue.yaml'), given.products)
  const markets = await readMarkets(db)
  const vocabulary = retailVocabulary()
  Object.assign(vocabulary.attributes, { style: { en: 'Style', de: 'Art' } })
  const began = performance.now()
  const source = asThePeers(readRetailDemo(file, { location: 'hamburg', markets: ['us', 'de'] }, vocabulary))
  const report = await importProducts({ db, clock: systemClock, markets }, source, { vocabulary })
  await db.change(sql`update attribute set facet = true where code in ('style', 'gender')`)
  await db.change(sql`insert into product_image (product_id, media_key, position, width, height, alts)
    select id, 'bench-' || id, 0, 1600, 1600, '{"en": "", "de": ""}'::jsonb from product`)
  const imported = performance.now()
  await reindexAll({ db, markets, clock: systemClock, search: openPostgresSearch(db) })
  const indexed = performance.now()
  await db.change(sql`analyze`)
  await markAsDemo(db)
  return { products: report.created, importedMs: imported - began, indexedMs: indexed - imported }
}

function writeCatalogue(file: string, products: number): string {
  const all = [...generateRetailProducts(products, 'speed')].map(retailYaml)
  writeFileSync(file, all.join(''))
  return file
}

async function* asThePeers(reads: AsyncIterable<Read>): AsyncGenerator<Read> {
  for await (const next of reads) {
    if (next.ok) {
      const { product, stock } = next.read
      const style = product.category?.split('/')[1]
      if (style) product.attributes = { ...product.attributes, style: { choice: [style] } }
      for (const sku of Object.keys(stock)) stock[sku] = { hamburg: pieces }
    }
    yield next
  }
}
