import { productInput } from '../catalog/product.ts'
import type { BadRow, ProductRead } from './import-products.ts'

export type Unchecked = {
  line: number
  product: object
  variants: { line: number; variant: object & { sku?: unknown } }[]
  stock: ProductRead['stock']
}

/** The names of a product's parts in files: 'texts.en.alsoCalled' is the column also_called_en. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = path.map(String)
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  if (first === 'texts') return `${snake(third)}_${second}`
  if (first === 'attributes') return `attribute:${second}`
  if (first !== 'variants') return first === 'key' ? 'product' : snake(first)
  if (third === 'options') return `option:${fourth}`
  if (third === 'prices') return `${fifth === 'wasMinor' ? 'was' : 'price'}_${fourth}`
  return snake(third)
}

/** A product that is whole, or the first thing that is wrong in each of its rows. */
export function checkProduct({ line, product, variants, stock }: Unchecked): ProductRead | BadRow[] {
  const parsed = productInput.safeParse({ ...product, variants: variants.map(({ variant }) => variant) })
  if (parsed.success) {
    const skuLines = new Map(variants.map(({ line, variant }) => [String(variant.sku), line]))
    return { line, skuLines, product: parsed.data, stock }
  }
  const rows = new Map<number, BadRow>()
  for (const { path, message } of parsed.error.issues) {
    const at = (path[0] === 'variants' && variants[Number(path[1])]?.line) || line
    const field = fieldOf(path)
    if (!rows.has(at)) rows.set(at, { line: at, field, message: `${field} ${message}.` })
  }
  return [...rows.values()]
}
