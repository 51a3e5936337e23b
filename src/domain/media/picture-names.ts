import type { Queries } from '../../kit/db.ts'
import type { Shop } from '../shop.ts'
import { isPictureKey } from './picture-key.ts'
import { findPictureName, listPictureNames } from './picture-name-table.ts'

export { deletePictureNames, findPictureName, type PictureName, upsertPictureNames } from './picture-name-table.ts'

/** Where a picture lies that is asked for by a name; null for names that lead nowhere, and for keys, which are no names. */
export async function readPictureName({ db }: Pick<Shop, 'db'>, name: string): Promise<string | null> {
  if (isPictureKey(name)) return null
  return (await findPictureName(db, name))?.mediaKey ?? null
}

/** The folders that names lead to; names that lead nowhere are left out. */
export const readPictureNames = async (db: Queries, names: readonly string[]): Promise<Map<string, string>> =>
  new Map((await listPictureNames(db, names)).map(({ name, mediaKey }) => [name, mediaKey]))
