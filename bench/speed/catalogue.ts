import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { seedMarkets } from '../../db/seed/markets.ts'
import { importProducts, type Read } from '../../src/domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../../src/domain/imports/import-retail-demo.ts'
import { readMarkets } from '../../src/domain/settings/read-markets.ts'
import { analyzeFilled } from '../../src/kit/analyze.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { type Db, sql } from '../../src/kit/db.ts'
import { markAsDemo } from '../../src/kit/migrate.ts'
import { generateRetailProducts, retailYaml } from '../retail-shape.ts'

export type Filled = { products: number; importedMs: number; importPeakMb: number }

// The peers were measured with these.
const taxBasisPoints = 2_000
const pieces = 100_000

/**
 * Fills the shop as the peers' were: 20 % tax, two ways to send, one variant and one picture each, style and gender as facets.
 * The worker brings the products into the search.
 */
export async function fillCatalogue(
  db: Db,
  given: { catalogue?: string; products: number; folder: string },
): Promise<Filled> {
  await seedMarkets(db)
  await db.change(sql`update tax_rate set basis_points = ${taxBasisPoints} where country in ('DE', 'AT')`)
  const file = given.catalogue ?? (await writeCatalogue(join(given.folder, 'catalogue.yaml'), given.products))
  const markets = await readMarkets(db)
  const vocabulary = retailVocabulary()
  Object.assign(vocabulary.attributes, { style: { en: 'Style', de: 'Art' } })
  let importPeakMb = 0
  const onProgress = () => {
    importPeakMb = Math.max(importPeakMb, process.memoryUsage.rss() / 2 ** 20)
  }
  const began = performance.now()
  const source = asThePeers(readRetailDemo(file, { location: 'hamburg', markets: ['us', 'de'] }, vocabulary))
  const report = await importProducts({ db, clock: systemClock, markets }, source, { vocabulary, onProgress })
  const importedMs = performance.now() - began
  await db.change(sql`update attribute set facet = true where code in ('style', 'gender')`)
  await db.change(sql`insert into product_image (product_id, media_key, position, width, height, alts)
    select id, 'bench-' || id, 0, 1600, 1600, '{"en": "", "de": ""}'::jsonb from product`)
  await analyzeFilled(db)
  await markAsDemo(db)
  return { products: report.created, importedMs, importPeakMb }
}

async function writeCatalogue(file: string, products: number): Promise<string> {
  const out = createWriteStream(file)
  for (const product of generateRetailProducts(products, 'speed'))
    if (!out.write(retailYaml(product))) await once(out, 'drain')
  out.end()
  await once(out, 'close')
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
