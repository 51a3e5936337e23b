import { type Queries, sql, type Tx } from '../../kit/db.ts'

/** Names of pictures, and the folders that they lead to. */

export type PictureName = { name: string; mediaKey: string }

export const findPictureName = (db: Queries, name: string) =>
  db.row<PictureName & { at: Date }>(
    sql`select name, media_key as "mediaKey", at from picture_name where name = ${name}`,
  )

export const upsertPictureNames = (tx: Tx, names: readonly PictureName[], now: Date) =>
  tx.change(sql`
    insert into picture_name (name, media_key, at)
    select name, "mediaKey", ${now} from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as r (name text, "mediaKey" text)
    on conflict (name) do update set media_key = excluded.media_key, at = excluded.at
    where picture_name.media_key <> excluded.media_key`)

export const listPictureNames = (db: Queries, names: readonly string[]) =>
  db.rows<PictureName>(sql`select name, media_key as "mediaKey" from picture_name where name = any(${names}::text[])`)

export const deletePictureNames = (tx: Tx, names: readonly string[]) =>
  tx.change(sql`delete from picture_name where name = any(${names}::text[])`)
