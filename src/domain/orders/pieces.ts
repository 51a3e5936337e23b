import type { Allocation } from '../inventory/stock.ts'

type Lines = readonly { variantId: number; quantity: number }[]

/** Leaves out, from the front, the pieces that lie on the shelf again already. */
export function withoutReturned(sold: readonly Allocation[], returned: Lines): Allocation[] {
  const gone = new Map<number, number>()
  for (const { variantId, quantity } of returned) gone.set(variantId, (gone.get(variantId) ?? 0) + quantity)
  return sold.flatMap((piece) => {
    const skipped = Math.min(piece.quantity, gone.get(piece.variantId) ?? 0)
    gone.set(piece.variantId, (gone.get(piece.variantId) ?? 0) - skipped)
    return piece.quantity > skipped ? [{ ...piece, quantity: piece.quantity - skipped }] : []
  })
}

/** The first pieces of each line that was asked for, with the places they came from. */
export function pick(sold: readonly Allocation[], asked: Lines): Allocation[] {
  const wanted = new Map<number, number>()
  for (const { variantId, quantity } of asked) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  return sold.flatMap((piece) => {
    const taken = Math.min(piece.quantity, wanted.get(piece.variantId) ?? 0)
    wanted.set(piece.variantId, (wanted.get(piece.variantId) ?? 0) - taken)
    return taken > 0 ? [{ ...piece, quantity: taken }] : []
  })
}
