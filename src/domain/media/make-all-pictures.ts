import type { Shop } from '../shop.ts'
import { keepPicture, pictureFile, readMaster } from './make-picture.ts'
import { type PictureFormat, type PictureWidth, pictureFormats, preparedSources } from './picture-sizes.ts'
import { encodePicture, rasterise } from './render-picture.ts'

/** What shoppers see first is made first, of all pictures. */
const order: readonly PictureWidth[] = [320, 640, 160, 1024, 1600]

export type MadePictures = {
  made: number
  /** False when the time was up: call it again, it goes on where it stopped. */
  done: boolean
}

/**
 * Makes the sizes of all pictures that pages ask for and that are not there yet, one picture at a time, so that the work of others goes
 * on between two of them. Does nothing when all are there. A picture that cannot be drawn does not stop the others: they are made first,
 * then it is thrown.
 */
export async function makeAllPictures(
  shop: Pick<Shop, 'media'>,
  { forMs = 60_000, signal }: { forMs?: number; signal?: AbortSignal } = {},
): Promise<MadePictures> {
  const until = performance.now() + forMs
  const keys = await shop.media.list()
  const faults: Error[] = []
  let made = 0
  for (const width of order)
    for (const key of keys) {
      if (signal?.aborted || performance.now() > until) return { made, done: false }
      try {
        made += await makeMissing(shop, key, width)
      } catch (cause) {
        faults.push(new Error(`The picture '${key}' could not be made ${width} wide.`, { cause }))
      }
    }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} pictures could not be made.`)
  return { made, done: true }
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
