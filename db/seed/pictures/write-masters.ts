import type { MediaStore } from '../../../src/domain/media/media-store.ts'
import { pictureFormats, pictureWidths } from '../../../src/domain/media/picture-sizes.ts'
import type { SeedDepartment, SeedProduct } from '../seed-format.ts'
import { stills } from './departments.ts'
import { drawPicture } from './draw.ts'
import { picturesOf } from './plan.ts'

type Drawn = {
  departments: readonly SeedDepartment[]
  products: readonly SeedProduct[]
  collections: readonly string[]
}

const atOnce = 16

/** Draws the pictures of the demo shop and stores their masters; the sizes are made when they are asked for. Returns how many there are. */
export async function writeMasters(media: MediaStore, shop: Drawn): Promise<number> {
  const scales = new Map(shop.products.map(({ ware, scale }) => [ware, scale]))
  const scaleOf = (ware: string) => scales.get(ware) ?? 0.5
  const drawings = [
    ...shop.products.flatMap((product) =>
      picturesOf(product).map((picture) => ({
        mediaKey: picture.mediaKey,
        svg: () => drawPicture(picture, product, scaleOf),
      })),
    ),
    ...stills(shop),
  ]
  let next = 0
  const writer = async () => {
    for (let drawing = drawings[next++]; drawing; drawing = drawings[next++])
      await writeMaster(media, drawing.mediaKey, drawing.svg())
  }
  await Promise.all(Array.from({ length: atOnce }, writer))
  return drawings.length
}

/** A master that has changed takes the sizes with it that were made of the old one. */
async function writeMaster(media: MediaStore, mediaKey: string, svg: string): Promise<void> {
  const key = `${mediaKey}/master.svg`
  const before = await media.read(key)
  if (before?.equals(Buffer.from(svg))) return
  if (before)
    for (const width of pictureWidths)
      for (const format of pictureFormats) await media.remove(`${mediaKey}/${width}.${format}`)
  await media.write(key, Buffer.from(svg))
}
