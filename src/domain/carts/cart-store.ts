export type CartLine = {
  variantId: number
  quantity: number
  /** The unit price that the shopper saw last, in minor units: a difference is told. Null before the first view. */
  seenPriceMinor: number | null
  addedAt: string
}

export type Cart = {
  id: string
  market: string
  personId: string | null
  /** The discount code that was entered, in capitals. */
  code: string | null
  /** Grows with every change of lines or code: an order belongs to one version. */
  version: number
  lines: CartLine[]
  /** Keys of the last changes that carried one, the newest first. */
  doneKeys: string[]
  updatedAt: Date
}

export type CartChange =
  /**
   * Adds to what is there; the line's quantity stops at `maxQuantity`, the cart at `maxLines`. Of the last `keptKeys` keys,
   * the same one adds once.
   */
  | { kind: 'add'; variantId: number; quantity: number; seenPriceMinor: number | null; key?: string }
  /** 0 removes the line. */
  | { kind: 'set'; variantId: number; quantity: number }
  | { kind: 'code'; code: string | null }
  | { kind: 'person'; personId: string | null }
  /** Does not change the version: nothing that is bought has changed. */
  | { kind: 'seen'; prices: { variantId: number; priceMinor: number }[] }

/** What was ordered of a cart, as it was at this version. */
export type Bought = { version: number; lines: { variantId: number; quantity: number }[] }

export const maxQuantity = 99
export const maxLines = 100
export const keptKeys = 8
/** After the last change. */
export const cartDays = 30

/** Where carts live. Adapters: `adapters/carts/`. All of them pass `cart-store.contract.ts`. */
export interface CartStore {
  /** Null when there is none or it has expired. */
  read(cartId: string): Promise<Cart | null>
  /** Makes the cart when there is none under this id. Changes of one cart that meet are all kept, one after the other. */
  change(cartId: string, market: string, change: CartChange): Promise<Cart>
  /** The newest cart of a person in a market. */
  ofPerson(personId: string, market: string): Promise<Cart | null>
  /** Adds the lines of one cart to another and removes the first, both or neither. Repeating it changes nothing. */
  merge(fromCartId: string, intoCartId: string): Promise<Cart>
  remove(cartId: string): Promise<void>
  /** After the order: empties the cart if it still has this version, takes what was bought off a later one. None there: nothing. */
  takeBought(cartId: string, bought: Bought): Promise<void>
  /** Deletes what has expired and says how much; a store that does so by itself answers 0. */
  removeExpired(): Promise<number>
}
