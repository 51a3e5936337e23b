import type { Tx } from '../../kit/db.ts'
import { type PictureName, upsertPictureNames } from '../media/picture-names.ts'
import { pointAtPictures } from './picture-table.ts'

/** Names lead to pictures from now on, and whoever told a name tells the picture itself. Returns how many places told one. */
export async function namePictures(tx: Tx, names: readonly PictureName[], now: Date): Promise<number> {
  await upsertPictureNames(tx, names, now)
  return pointAtPictures(
    tx,
    names.map(({ name, mediaKey }) => ({ from: name, to: mediaKey })),
  )
}
