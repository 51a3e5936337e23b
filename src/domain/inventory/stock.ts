/** One per variant. */
export type StockLine = { variantId: number; quantity: number }

/** Where pieces lie, or are taken from. */
export type Allocation = { variantId: number; locationId: number; quantity: number }

/** Fewer pieces than wanted: `left` can still be had. */
export type ShortLine = { variantId: number; wanted: number; left: number }

/** What lies at one location. */
export type StockPlace = {
  variantId: number
  locationId: number
  sku: string
  location: string
  available: number
  reserved: number
}

/** Stock that is not the sum of its movements. */
export type StockDrift = {
  variantId: number
  locationId: number
  available: number
  reserved: number
  availableMoved: number
  reservedMoved: number
}

/** Quantities are whole and above 0; anything else is a bug of the caller. */
export function refuseBrokenPieces(pieces: readonly { variantId: number; quantity: number }[]): void {
  const broken = pieces.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1)
  if (broken) throw new RangeError(`${broken.quantity} pieces of variant ${broken.variantId} cannot be moved.`)
}
