import type { z } from 'zod'
import type { Shop } from '../shop.ts'
import type { Refusal } from './judge-products.ts'
import { productInput, type Vocabulary } from './product.ts'
import { type SavedProduct, saveProducts } from './save-products.ts'

export type ProductSaved =
  | ({ ok: true } & SavedProduct)
  | { ok: false; problem: 'invalid-input'; issues: string[] }
  | ({ ok: false } & Refusal)

/** Makes a product or changes it: what is absent stays as it is. */
export async function saveProduct(
  shop: Pick<Shop, 'db' | 'clock' | 'markets'>,
  input: z.input<typeof productInput>,
  vocabulary: Vocabulary = {},
): Promise<ProductSaved> {
  const form = productInput.safeParse(input)
  if (!form.success)
    return {
      ok: false,
      problem: 'invalid-input',
      issues: form.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
    }
  return shop.db.transaction(async (tx) => {
    const given = { now: shop.clock(), markets: shop.markets, vocabulary }
    const { saved, refused } = await saveProducts(tx, [form.data], given)
    const [product] = saved
    const [refusal] = refused
    if (product) return { ok: true, ...product }
    if (refusal) return { ok: false, ...refusal }
    throw new Error(`Product '${form.data.key}' was neither saved nor refused.`)
  })
}
