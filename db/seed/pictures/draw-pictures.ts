import type { MediaStore } from '../../../src/domain/media/media-store.ts'
import { pictureFormats, pictureWidths } from '../../../src/domain/media/picture-sizes.ts'
import { collections } from '../collections.ts'
import { readSeedFiles } from '../demo-rows.ts'
import type { SeedDepartment, SeedProduct } from '../seed-format.ts'
import { stills } from './departments.ts'
import { drawPicture } from './draw.ts'
import { picturesOf } from './plan.ts'

type Drawing = { mediaKey: string; svg: () => string }

const atOnce = 16

/** Draws the pictures of the demo shop and stores their masters; sizes are made of them when they are asked for. Returns how many there are. */
export async function drawPictures(media: MediaStore): Promise<number> {
  const files = await readSeedFiles()
  const drawings = drawingsOf({
    departments: files.flatMap((file) => file.departments),
    products: files.flatMap((file) => file.products),
    collections: collections.map(({ code }) => code),
  })
  let next = 0
  const writer = async () => {
    for (let drawing = drawings[next++]; drawing; drawing = drawings[next++])
      await writeMaster(media, drawing.mediaKey, Buffer.from(drawing.svg()))
  }
  await Promise.all(Array.from({ length: atOnce }, writer))
  return drawings.length
}

type Pictured = {
  departments: readonly SeedDepartment[]
  products: readonly SeedProduct[]
  collections: readonly string[]
}

/** Every picture of the demo shop, not drawn yet. */
export function drawingsOf(shop: Pictured): Drawing[] {
  const scales = new Map(shop.products.map(({ ware, scale }) => [ware, scale]))
  const scaleOf = (ware: string) => scales.get(ware) ?? 0.5
  return [
    ...shop.products.flatMap((product) =>
      picturesOf(product).map((picture) => ({
        mediaKey: picture.mediaKey,
        svg: () => drawPicture(picture, product, scaleOf),
      })),
    ),
    ...stills(shop),
  ]
}

/** A master that has changed takes the sizes with it that were made of the old one. */
async function writeMaster(media: MediaStore, mediaKey: string, svg: Buffer): Promise<void> {
  const key = `${mediaKey}/master.svg`
  const before = await media.read(key)
  if (before?.equals(svg)) return
  if (before)
    for (const width of pictureWidths)
      for (const format of pictureFormats) await media.remove(`${mediaKey}/${width}.${format}`)
  await media.write(key, svg)
}
