import type { UploadType } from './media-store.ts'
import type { PictureFormat, PictureSize, PictureWidth } from './picture-sizes.ts'

let loading: Promise<typeof import('sharp').default> | undefined

/** Loaded at the first picture: a process that finds all of them made starts without it. */
function loadSharp(): Promise<typeof import('sharp').default> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // A few large pictures at once on small machines: what libvips would keep of them is never asked for again.
    sharp.cache(false)
    // Several pictures at once use the processors better than several threads for one, and the bytes do not hang on the machine.
    sharp.concurrency(1)
    return sharp
  })
  return loading
}

/** Where nothing else is told, transparent parts become this in a JPEG. */
const paper = '#f3f1ec'

export type Raster = { pixels: Buffer; width: number; height: number; ground: string }

/** One picture in one size. The same master gives the same bytes. */
export async function renderPicture(master: Buffer, { width, format }: PictureSize): Promise<Buffer> {
  return encodePicture(await rasterise(master, width), format)
}

/** The pixels of a master at a width: SVG is drawn at that size, photographs are made smaller but never larger. */
export async function rasterise(master: Buffer, width: PictureWidth): Promise<Raster> {
  const sharp = await loadSharp()
  const svg = isSvg(master)
  const head = svg ? master.subarray(0, 400).toString() : ''
  const ownWidth = Number(/ width="(\d+)"/.exec(head)?.[1] ?? 1600)
  const image = svg ? sharp(master, { density: (72 * width) / ownWidth, unlimited: true }) : sharp(master).autoOrient()
  const { data, info } = await image
    .resize({ width, withoutEnlargement: !svg })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const ground = /data-ground="(#[0-9a-f]{6})"/.exec(head)?.[1] ?? paper
  return { pixels: data, width: info.width, height: info.height, ground }
}

export async function encodePicture({ pixels, width, height, ground }: Raster, format: PictureFormat): Promise<Buffer> {
  const sharp = await loadSharp()
  const image = sharp(pixels, { raw: { width, height, channels: 4 } })
  switch (format) {
    case 'avif':
      return image.avif({ quality: 56, effort: 1 }).toBuffer()
    case 'webp':
      return image.webp({ quality: 82, alphaQuality: 90, effort: 2 }).toBuffer()
    case 'jpg':
      return image.flatten({ background: ground }).jpeg({ quality: 84, mozjpeg: false }).toBuffer()
  }
}

export type OpenedPicture = { type: UploadType | null; width: number; height: number; hasAlpha: boolean }

const uploaded: Record<string, UploadType> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }

/** What the head of a file says of it. Its pixels are not looked at. */
export async function openPicture(file: Buffer): Promise<OpenedPicture> {
  const sharp = await loadSharp()
  const { format, compression, width, height, hasAlpha } = await sharp(file, { limitInputPixels: false }).metadata()
  const type = format === 'heif' && compression === 'av1' ? 'image/avif' : (uploaded[format] ?? null)
  return { type, width, height, hasAlpha }
}

// As large as the largest size that is made of it, on screens with two pixels for one.
const masterEdge = 3_200

export type Master = { bytes: Buffer; ending: 'png' | 'jpg'; width: number; height: number }

/** A file of others as a master of ours. Fails where it is broken or takes too long; of many frames the first is taken. */
export async function encodeMaster(file: Buffer, { hasAlpha }: OpenedPicture, maxPixels: number): Promise<Master> {
  const sharp = await loadSharp()
  const image = sharp(file, { failOn: 'truncated', limitInputPixels: maxPixels, sequentialRead: true })
    .autoOrient()
    .resize({ width: masterEdge, height: masterEdge, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .timeout({ seconds: 20 })
  const made = hasAlpha ? image.png({ compressionLevel: 8 }) : image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
  const { data, info } = await made.toBuffer({ resolveWithObject: true })
  return { bytes: data, ending: hasAlpha ? 'png' : 'jpg', width: info.width, height: info.height }
}

const isSvg = (master: Buffer): boolean => master.subarray(0, 5).toString() === '<svg '
