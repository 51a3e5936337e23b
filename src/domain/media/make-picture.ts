import { availableParallelism } from 'node:os'
import { faultFields, log } from '../../kit/log.ts'
import type { Shop } from '../shop.ts'
import { isMediaKey, MediaUnavailable } from './media-store.ts'
import { type PictureSize, pictureFormats, pictureWidths } from './picture-sizes.ts'
import { renderPicture } from './render-picture.ts'

export const masterEndings = ['svg', 'png', 'jpg'] as const

/** The drawing or photograph that all sizes of a picture are made from; null for a picture that we do not have. */
export async function readMaster(shop: Pick<Shop, 'media'>, key: string): Promise<Buffer | null> {
  return (await findMaster(shop, key))?.bytes ?? null
}

export async function findMaster(
  { media }: Pick<Shop, 'media'>,
  key: string,
): Promise<{ bytes: Buffer; file: string } | null> {
  for (const ending of masterEndings) {
    const file = `master.${ending}`
    const bytes = await media.read(`${key}/${file}`)
    if (bytes) return { bytes, file }
  }
  return null
}

const underWay = new Map<string, Promise<Buffer | null>>()

/**
 * A picture in one size: read, or made now and kept. Those who ask for the same size meanwhile wait for the same computation. Null for a
 * picture that we do not have.
 */
export async function makePicture(shop: Pick<Shop, 'media'>, key: string, size: PictureSize): Promise<Buffer | null> {
  if (/[./]/.test(key) || !isMediaKey(`${key}/master.svg`)) return null
  const file = pictureFile(key, size)
  const kept = await shop.media.read(file)
  if (kept) return kept
  let making = underWay.get(file)
  if (!making) {
    making = makeAndKeep(shop, key, size).finally(() => underWay.delete(file))
    underWay.set(file, making)
  }
  return making
}

async function makeAndKeep(shop: Pick<Shop, 'media'>, key: string, size: PictureSize) {
  const master = await readMaster(shop, key)
  if (!master) return null
  const bytes = await inTurn(() => renderPicture(master, size))
  try {
    await keepPicture(shop, key, size, bytes)
  } catch (fault) {
    // The picture is there all the same; the next one who asks tries again to keep it.
    if (!(fault instanceof MediaUnavailable)) throw fault
    log('warn', 'picture.not-kept', { key, ...size, ...faultFields(fault) })
  }
  return bytes
}

/** All files of a picture. */
export async function removePicture({ media }: Pick<Shop, 'media'>, key: string): Promise<void> {
  await media.remove(...pictureFiles(key), ...masterEndings.map((ending) => `${key}/master.${ending}`))
}

/** The files that sizes of a picture lie in, whether they were made or not. */
export const pictureFiles = (key: string): string[] =>
  pictureWidths.flatMap((width) => pictureFormats.map((format) => pictureFile(key, { width, format })))

export const pictureFile = (key: string, { width, format }: PictureSize): string => `${key}/${width}.${format}`

export const keepPicture = ({ media }: Pick<Shop, 'media'>, key: string, size: PictureSize, bytes: Buffer) =>
  media.write(pictureFile(key, size), bytes)

const places = Math.max(2, availableParallelism())
let busy = 0
const waiting: (() => void)[] = []

/** As many at once as there are processors: more would only take memory. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (busy < places) busy += 1
  else await new Promise<void>((go) => waiting.push(go))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }
}
