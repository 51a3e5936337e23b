import { type Queries, sql, type Tx } from '../../kit/db.ts'

/** Variants, what tells them apart, and the attributes of products. */

export type VariantRow = {
  id: number
  productId: number
  sku: string
  barcode: string | null
  position: number
  weightGrams: number
  contentAmount: number | null
  contentUnit: string | null
  active: boolean
  /** Attribute code → value code. */
  options: Record<string, string>
}

export const listVariants = (db: Queries, productIds: readonly number[]): Promise<VariantRow[]> =>
  db.rows(sql`
    select v.id, v.product_id as "productId", v.sku, v.barcode, v.position, v.weight_grams as "weightGrams",
      v.content_amount::float8 as "contentAmount", v.content_unit as "contentUnit", v.active,
      coalesce((select json_object_agg(a.code, av.code) from variant_option vo
        join attribute a on a.id = vo.attribute_id join attribute_value av on av.id = vo.value_id
        where vo.variant_id = v.id), '{}'::json) as options
    from variant v where v.product_id = any(${productIds}::int[]) order by v.product_id, v.position, v.id`)

export const listSkuOwners = (db: Queries, skus: readonly string[]) =>
  db.rows<{ sku: string; key: string }>(
    sql`select v.sku, p.key from variant v join product p on p.id = v.product_id where v.sku = any(${skus}::text[])`,
  )

const variantColumns = sql`"productId" int, sku text, barcode text, position int, "weightGrams" int,
  "contentAmount" numeric, "contentUnit" text, active boolean`

export const insertVariants = (tx: Tx, rows: readonly Omit<VariantRow, 'id'>[]) =>
  tx.rows<{ id: number; sku: string }>(sql`
    insert into variant (product_id, sku, barcode, position, weight_grams, content_amount, content_unit, active)
    select "productId", sku, barcode, position, "weightGrams", "contentAmount", "contentUnit", active
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${variantColumns})
    returning id, sku`)

export const updateVariants = (tx: Tx, rows: readonly VariantRow[]) =>
  tx.change(sql`
    update variant v set barcode = r.barcode, weight_grams = "weightGrams", content_amount = "contentAmount",
      content_unit = "contentUnit", active = r.active
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id int, ${variantColumns}) where v.id = r.id`)

export type OptionRow = { variantId: number; attributeId: number; valueId: number }

export const upsertOptions = (tx: Tx, rows: readonly OptionRow[]) =>
  tx.change(sql`
    insert into variant_option (variant_id, attribute_id, value_id)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("variantId" int, "attributeId" int, "valueId" int)
    on conflict (variant_id, attribute_id) do update set value_id = excluded.value_id`)

/** The attributes that a product's variants differ by, in the order in which a shopper chooses. */
export const upsertProductOptions = (
  tx: Tx,
  rows: readonly { productId: number; attributeId: number; position: number }[],
) =>
  tx.change(sql`
    insert into product_option (product_id, attribute_id, position)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("productId" int, "attributeId" int, position int)
    on conflict do nothing`)

export type AttributeRow = {
  productId: number
  attributeId: number
  valueId: number | null
  numberValue: number | null
  unit: string | null
  textValue: Record<string, string> | null
  position: number
}

export const listAttributes = (db: Queries, productIds: readonly number[]): Promise<AttributeRow[]> =>
  db.rows(sql`
    select product_id as "productId", attribute_id as "attributeId", value_id as "valueId",
      number_value::float8 as "numberValue", unit, text_value as "textValue", position
    from product_attribute where product_id = any(${productIds}::int[]) order by product_id, position, value_id`)

/** Writes all values of these attributes of these products anew. */
export async function replaceAttributes(
  tx: Tx,
  gone: readonly { productId: number; attributeId: number }[],
  rows: readonly AttributeRow[],
): Promise<void> {
  await tx.change(sql`
    delete from product_attribute pa
    using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as r ("productId" int, "attributeId" int)
    where pa.product_id = r."productId" and pa.attribute_id = r."attributeId"`)
  await tx.change(sql`
    insert into product_attribute (product_id, attribute_id, value_id, number_value, unit, text_value, position)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("productId" int, "attributeId" int,
      "valueId" int, "numberValue" numeric, unit text, "textValue" jsonb, position int)`)
}
