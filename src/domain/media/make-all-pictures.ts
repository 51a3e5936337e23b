import { availableParallelism } from 'node:os'
import { faultFields, log } from '../../kit/log.ts'
import type { Shop } from '../shop.ts'
import { keepPicture, pictureFile, readMaster } from './make-picture.ts'
import { MediaUnavailable } from './media-store.ts'
import { type PictureFormat, type PictureWidth, pictureFormats, preparedSources } from './picture-sizes.ts'
import { encodePicture, rasterise } from './render-picture.ts'

/** What shoppers see first is made first, of all pictures. */
const order: readonly PictureWidth[] = [320, 640, 160, 1024, 1600]

/** How far a run has come: the width, and the last picture that was looked at. */
export type MadeUpTo = { width: PictureWidth; key: string }

const atOnce = Math.min(2, availableParallelism())

/**
 * Makes the sizes of all pictures that pages ask for and that are not there yet, two pictures at a time, so that others get their turn.
 * Returns after `forMs` with the place from where to go on, or with null when all are there. A picture that cannot be drawn is logged and
 * does not stop the others; a store that does not answer stops the run, which is tried again from its beginning.
 */
export async function makeAllPictures(
  shop: Pick<Shop, 'media'>,
  { after, forMs = 3_000 }: { after?: MadeUpTo | null; forMs?: number } = {},
): Promise<{ made: number; next: MadeUpTo | null }> {
  const until = performance.now() + forMs
  let made = 0
  for (const width of order.slice(after ? order.indexOf(after.width) : 0)) {
    for await (const some of inGroups(shop.media.list(width === after?.width ? after.key : ''), atOnce)) {
      const counts = await Promise.all(some.map((key) => makeOrLog(shop, key, width)))
      made += counts.reduce((sum, count) => sum + count, 0)
      const key = some.at(-1)
      if (key && performance.now() > until) return { made, next: { width, key } }
    }
  }
  return { made, next: null }
}

/** Makes the same sizes of one picture. */
export async function makeSizes(shop: Pick<Shop, 'media'>, key: string): Promise<number> {
  let made = 0
  for (const width of order) made += await makeOrLog(shop, key, width)
  return made
}

async function* inGroups<T>(all: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let group: T[] = []
  for await (const one of all) {
    group.push(one)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

async function makeOrLog(shop: Pick<Shop, 'media'>, key: string, width: PictureWidth): Promise<number> {
  try {
    return await makeMissing(shop, key, width)
  } catch (fault) {
    if (fault instanceof MediaUnavailable) throw fault
    log('error', 'picture.not-made', { key, width, ...faultFields(fault) })
    return 0
  }
}

/** All formats of one width share the drawing of it. */
async function makeMissing(shop: Pick<Shop, 'media'>, key: string, width: PictureWidth): Promise<number> {
  const missing: PictureFormat[] = []
  for (const format of pictureFormats)
    if (preparedSources[format].includes(width) && !(await shop.media.exists(pictureFile(key, { width, format }))))
      missing.push(format)
  if (missing.length === 0) return 0
  const master = await readMaster(shop, key)
  if (!master) return 0
  const raster = await rasterise(master, width)
  await Promise.all(
    missing.map(async (format) => keepPicture(shop, key, { width, format }, await encodePicture(raster, format))),
  )
  return missing.length
}
