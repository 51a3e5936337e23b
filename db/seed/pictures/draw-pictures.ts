import { namePictures } from '../../../src/domain/catalog/name-pictures.ts'
import type { MediaStore } from '../../../src/domain/media/media-store.ts'
import { groundOfName, pictureKey } from '../../../src/domain/media/picture-key.ts'
import type { PictureName } from '../../../src/domain/media/picture-names.ts'
import type { Shop } from '../../../src/domain/shop.ts'
import { collections } from '../collections.ts'
import { readSeedFiles } from '../demo-rows.ts'
import type { SeedDepartment, SeedProduct } from '../seed-format.ts'
import { stills } from './departments.ts'
import { drawPicture } from './draw.ts'
import { picturesOf } from './plan.ts'

type Drawing = { name: string; svg: () => string }

const atOnce = 16

/**
 * Draws the pictures of the demo shop and stores their masters; sizes are made of them when they are asked for. What was seeded with their
 * names tells where they lie from now on. Returns how many there are.
 */
export async function drawPictures(shop: Pick<Shop, 'db' | 'media'>): Promise<number> {
  const files = await readSeedFiles()
  const drawings = drawingsOf({
    departments: files.flatMap((file) => file.departments),
    products: files.flatMap((file) => file.products),
    collections: collections.map(({ code }) => code),
  })
  const names: PictureName[] = []
  let next = 0
  const writer = async () => {
    for (let drawing = drawings[next++]; drawing; drawing = drawings[next++]) {
      const { name, svg } = drawing
      names.push({ name, mediaKey: await writeMaster(shop.media, name, Buffer.from(svg())) })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, writer))
  await shop.db.transaction((tx) => namePictures(tx, names, new Date()))
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
        name: picture.mediaKey,
        svg: () => drawPicture(picture, product, scaleOf),
      })),
    ),
    ...stills(shop).map(({ mediaKey, svg }) => ({ name: mediaKey, svg })),
  ]
}

async function writeMaster(media: MediaStore, name: string, svg: Buffer): Promise<string> {
  const mediaKey = pictureKey(svg, groundOfName(name))
  const key = `${mediaKey}/master.svg`
  if (!(await media.exists(key))) await media.write(key, svg)
  return mediaKey
}
