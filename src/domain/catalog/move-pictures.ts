import { recordFact } from '../../kit/facts.ts'
import { findMaster, pictureFiles, removePicture } from '../media/make-picture.ts'
import { groundOfName, isPictureKey, pictureKey } from '../media/picture-key.ts'
import { findPictureName, type PictureName } from '../media/picture-names.ts'
import type { Shop } from '../shop.ts'
import { namePictures } from './name-pictures.ts'

type Needs = Pick<Shop, 'db' | 'media' | 'clock'>

// Processes of the version before, and pages that they have made, still ask for the old address.
const keptMs = 86_400_000

/**
 * Pictures that lie under a name go to where their bytes say, with the sizes that were made of them, and the name leads there. Returns after
 * `forMs` with the name from which to go on, or with null. What lies under the name goes a day later.
 */
export async function movePictures(
  shop: Needs,
  { after = '', forMs = 3_000 }: { after?: string; forMs?: number } = {},
): Promise<{ moved: number; next: string | null }> {
  const until = performance.now() + forMs
  const names: PictureName[] = []
  let next: string | null = null
  for await (const name of shop.media.list(after)) {
    if (isPictureKey(name)) continue
    const mediaKey = await movePicture(shop, name)
    if (mediaKey) names.push({ name, mediaKey })
    if (performance.now() <= until) continue
    next = name
    break
  }
  if (names.length > 0)
    await shop.db.transaction(async (tx) => {
      if ((await namePictures(tx, names, shop.clock())) > 0) await recordFact(tx, { fact: 'catalogue.changed' })
    })
  return { moved: names.length, next }
}

/** Where it lies now; null: it was moved before, or there is nothing to move. */
async function movePicture(shop: Needs, name: string): Promise<string | null> {
  const { media, db, clock } = shop
  const master = await findMaster(shop, name)
  if (!master) return null
  const key = pictureKey(master.bytes, groundOfName(name))
  const known = await findPictureName(db, name)
  if (known?.mediaKey === key) {
    if (clock().getTime() - known.at.getTime() > keptMs) await removePicture(shop, name)
    return null
  }
  const masterKey = `${key}/${master.file}`
  if (await media.exists(masterKey)) return key
  await Promise.all(
    pictureFiles('').map(async (file) => {
      const bytes = await media.read(name + file)
      if (bytes) await media.write(key + file, bytes)
    }),
  )
  // The master goes last: where it lies, all of it does.
  await media.write(masterKey, master.bytes)
  return key
}
