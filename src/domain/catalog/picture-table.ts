import { type Queries, sql, type Tx } from '../../kit/db.ts'

/** Pictures of products, and the places that name pictures. */

export type PictureMove = { from: string; to: string }

/** What told the one key tells the other from now on; orders keep what they told. Returns how many places there were. */
export async function pointAtPictures(tx: Tx, moves: readonly PictureMove[]): Promise<number> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as r ("from" text, "to" text)`
  const pictures = await tx.change(
    sql`update product_image pi set media_key = r."to" from ${rows} where pi.media_key = r."from"`,
  )
  const categories = await tx.change(
    sql`update category c set picture_key = r."to" from ${rows} where c.picture_key = r."from"`,
  )
  const collections = await tx.change(
    sql`update collection c set picture_key = r."to" from ${rows} where c.picture_key = r."from"`,
  )
  return pictures + categories + collections
}

export const isProduct = async (db: Queries, key: string): Promise<boolean> =>
  (await db.row(sql`select 1 from product where key = ${key}`)) !== undefined

export const listProductPictures = (db: Queries, productId: number) =>
  db.rows<{ mediaKey: string; position: number }>(
    sql`select media_key as "mediaKey", position from product_image where product_id = ${productId} order by position`,
  )

export type NewPicture = { productId: number; mediaKey: string; position: number; width: number; height: number }

/** Its words are the name of the product until somebody writes better ones. */
export const insertPicture = (tx: Tx, { productId, mediaKey, position, width, height }: NewPicture) =>
  tx.change(sql`
    insert into product_image (product_id, media_key, position, width, height, alts)
    values (${productId}, ${mediaKey}, ${position}, ${width}, ${height},
      coalesce((select jsonb_object_agg(locale, name) from product_text where product_id = ${productId}), '{}'))`)
