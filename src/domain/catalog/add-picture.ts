import { addJob, recordFact } from '../../kit/facts.ts'
import { type TakenPicture, takePicture } from '../media/take-picture.ts'
import type { Shop } from '../shop.ts'
import { insertPicture, isProduct, listProductPictures } from './picture-table.ts'
import { lockProducts, raiseRevisions } from './product-table.ts'

const picturesAtMost = 30

export type PictureAdded =
  | { ok: true; mediaKey: string; width: number; height: number; changed: boolean }
  | Exclude<TakenPicture, { ok: true }>
  | { ok: false; problem: 'unknown-product' | 'too-many-pictures' }

/** Puts a picture behind those that a product has. The bytes may come from anybody. A picture that the product has already stays where it is. */
export async function addPicture(
  shop: Pick<Shop, 'db' | 'media' | 'clock'>,
  { key, file }: { key: string; file: Buffer },
): Promise<PictureAdded> {
  if (!(await isProduct(shop.db, key))) return { ok: false, problem: 'unknown-product' }
  // The store is asked outside the transaction: a slow one must hold no locks.
  const taken = await takePicture(shop, file)
  if (!taken.ok) return taken
  const { mediaKey, width, height } = taken
  return shop.db.transaction(async (tx) => {
    const [product] = await lockProducts(tx, [key])
    if (!product) return { ok: false, problem: 'unknown-product' }
    const there = await listProductPictures(tx, product.id)
    if (there.some((picture) => picture.mediaKey === mediaKey))
      return { ok: true, mediaKey, width, height, changed: false }
    if (there.length >= picturesAtMost) return { ok: false, problem: 'too-many-pictures' }
    const position = (there.at(-1)?.position ?? -1) + 1
    await insertPicture(tx, { productId: product.id, mediaKey, position, width, height })
    await raiseRevisions(tx, [product.id], shop.clock())
    await recordFact(tx, { fact: 'product.changed', productIds: [product.id] })
    await addJob(tx, 'make-picture', { mediaKey }, { key: `make-picture-${mediaKey}`, priority: 10 })
    return { ok: true, mediaKey, width, height, changed: true }
  })
}
