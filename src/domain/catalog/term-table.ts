import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { Words } from '../settings/market.ts'

/** Categories, brands, attributes and their values: what products are told in. */

export const listCategories = (db: Queries, codes: readonly string[]) =>
  db.rows<{ id: number; code: string }>(sql`select id, code from category where code = any(${codes}::text[])`)

export type NewCategory = {
  code: string
  parentId: number | null
  pictureKey: string | null
  names: Words
  /** The first that is free is taken. */
  slugs: Record<keyof Words, string[]>
}

export const insertCategory = (tx: Tx, { code, parentId, pictureKey, names, slugs }: NewCategory) =>
  tx.row<{ id: number }>(sql`
    with c as (
      insert into category (code, parent_id, picture_key, position)
      values (${code}, ${parentId}, ${pictureKey}, (select coalesce(max(position), 0) + 1 from category)) returning id),
    t as (
      insert into category_text (category_id, locale, slug, name)
      select c.id, n.locale, (
        select s.slug from json_array_elements_text(${JSON.stringify(slugs)}::json -> n.locale) with ordinality s (slug, nth)
        where not exists (select 1 from category_text ct where ct.locale = n.locale and ct.slug = s.slug)
        order by nth limit 1), n.name
      from c cross join json_each_text(${JSON.stringify(names)}::json) n (locale, name))
    select id from c`)

export const listBrands = (db: Queries, codes: readonly string[]) =>
  db.rows<{ id: number; code: string }>(sql`select id, code from brand where code = any(${codes}::text[])`)

export const insertBrands = (tx: Tx, brands: readonly { code: string; name: string }[]) =>
  tx.rows<{ id: number; code: string }>(sql`
    insert into brand (code, name) select code, name
    from jsonb_to_recordset(${JSON.stringify(brands)}::jsonb) as r (code text, name text) returning id, code`)

export type AttributeKind = 'choice' | 'number' | 'text'
export type KnownAttribute = { id: number; code: string; kind: AttributeKind }

export const listKnownAttributes = (db: Queries, codes: readonly string[]): Promise<KnownAttribute[]> =>
  db.rows(sql`select id, code, kind from attribute where code = any(${codes}::text[])`)

export const insertAttribute = (tx: Tx, { code, kind, names }: { code: string; kind: AttributeKind; names: Words }) =>
  tx.row<KnownAttribute>(sql`
    insert into attribute (code, kind, facet, position, names)
    values (${code}, ${kind}, ${kind === 'choice'}, (select coalesce(max(position), 0) + 1 from attribute),
      ${JSON.stringify(names)}::jsonb) returning id, code, kind`)

export type ValueKey = { attributeId: number; code: string }

export const listValues = (db: Queries, keys: readonly ValueKey[]) =>
  db.rows<ValueKey & { id: number }>(sql`
    select id, attribute_id as "attributeId", code from attribute_value
    join unnest(${keys.map(({ attributeId }) => attributeId)}::int[], ${keys.map(({ code }) => code)}::text[])
      as k (attribute_id, code) using (attribute_id, code)`)

export const insertValues = (tx: Tx, rows: readonly (ValueKey & { names: Words })[]) =>
  tx.rows<ValueKey & { id: number }>(sql`
    insert into attribute_value (attribute_id, code, names, position)
    select "attributeId", r.code, names, row_number() over (partition by "attributeId")
      + (select coalesce(max(position), 0) from attribute_value av where av.attribute_id = "attributeId")
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("attributeId" int, code text, names jsonb)
    returning id, attribute_id as "attributeId", code`)
