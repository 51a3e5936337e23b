import { type Db, sql } from '../../src/kit/db.ts'

/** What the shop sells, for the addresses of the cases. */
export type Shelf = {
  /** The addresses of the 16 largest departments. */
  categories: string[]
  slugs: string[]
  variantIds: number[]
  /** Kept apart: nobody buys them but the buyers of the hot product. */
  hotVariantIds: number[]
}

const hotVariants = 12

export async function readShelf(db: Db): Promise<Shelf> {
  const categories = await db.rows<{ slug: string }>(sql`
    select category_text.slug from category
    join category_text on category_text.category_id = category.id and locale = 'en'
    join category part on part.parent_id = category.id
    join product on product.category_id = part.id
    where category.parent_id is null group by 1 having count(*) >= 24 order by count(*) desc, 1 limit 16`)
  const wares = await db.rows<{ slug: string; variantId: number }>(sql`
    select product_text.slug, variant.id as "variantId" from product
    join product_text on product_text.product_id = product.id and locale = 'en'
    join variant on variant.product_id = product.id
    join price on price.variant_id = variant.id and price.market = 'de' and amount_minor > 0
    where product.state = 'published' order by md5(product.key)`)
  return {
    categories: categories.map(({ slug }) => slug),
    slugs: wares.slice(hotVariants).map(({ slug }) => slug),
    variantIds: wares.slice(hotVariants).map(({ variantId }) => variantId),
    hotVariantIds: wares.slice(0, hotVariants).map(({ variantId }) => variantId),
  }
}
