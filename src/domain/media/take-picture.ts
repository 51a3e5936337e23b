import type { Shop } from '../shop.ts'
import type { UploadType } from './media-store.ts'
import { pictureKey } from './picture-key.ts'
import { encodeMaster, type OpenedPicture, openPicture } from './render-picture.ts'

/** What a picture may be: its file, and its pixels, which decide what opening it costs. */
export const pictureLimits = { bytes: 20_000_000, pixels: 40_000_000, edge: 16_000 } as const

export type TakenPicture =
  | { ok: true; mediaKey: string; width: number; height: number }
  | { ok: false; problem: 'not-a-picture' | 'too-many-bytes' | 'too-many-pixels' | 'broken' }

/**
 * Takes a picture of which nothing is known. Its own first bytes say what it is, never a name or a header. Nothing of the file is kept: its
 * pixels are written anew, upright and in sRGB, without place, camera, comments or whatever else came with it.
 */
export async function takePicture({ media }: Pick<Shop, 'media'>, file: Buffer): Promise<TakenPicture> {
  if (file.length > pictureLimits.bytes) return { ok: false, problem: 'too-many-bytes' }
  const type = typeOfBytes(file)
  if (!type) return { ok: false, problem: 'not-a-picture' }
  const opened = await openOrNull(file, type)
  if (!opened) return { ok: false, problem: 'broken' }
  const { width, height } = opened
  if (width * height > pictureLimits.pixels || Math.max(width, height) > pictureLimits.edge)
    return { ok: false, problem: 'too-many-pixels' }
  const master = await encodeMaster(file, opened, pictureLimits.pixels).catch(() => null)
  if (!master) return { ok: false, problem: 'broken' }
  const mediaKey = pictureKey(master.bytes)
  const key = `${mediaKey}/master.${master.ending}`
  // The same picture twice is one picture.
  if (!(await media.exists(key))) await media.write(key, master.bytes)
  return { ok: true, mediaKey, width: master.width, height: master.height }
}

/** Takes what a browser has handed to the store. The upload is gone afterwards, whatever came of it; null: nothing lies there. */
export async function takeUpload(shop: Pick<Shop, 'media'>, uploadKey: string): Promise<TakenPicture | null> {
  const file = await shop.media.read(uploadKey)
  if (!file) return null
  const taken = await takePicture(shop, file)
  await shop.media.remove(uploadKey)
  return taken
}

async function openOrNull(file: Buffer, type: UploadType): Promise<OpenedPicture | null> {
  try {
    const opened = await openPicture(file)
    // What the library makes of it must be what the first bytes have said.
    return opened.type === type ? opened : null
  } catch {
    return null
  }
}

/** JPEG, PNG, WebP and AVIF by their first bytes. All else is refused: SVG and GIF, too. */
export function typeOfBytes(file: Buffer): UploadType | null {
  const at = (from: number, bytes: string) => file.toString('latin1', from, from + bytes.length) === bytes
  if (at(0, '\xff\xd8\xff')) return 'image/jpeg'
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'image/png'
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'image/webp'
  return at(4, 'ftypavif') ? 'image/avif' : null
}
