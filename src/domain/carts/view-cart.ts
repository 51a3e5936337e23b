import { readItems, readKeptItems } from '../browse/read-items.ts'
import type { ShelfItem } from '../browse/shelf.ts'
import { discountOn, priceCart } from '../pricing/price-cart.ts'
import type { PricedCart, PricedLine } from '../pricing/priced-cart.ts'
import { checkCode } from '../promotions/check-code.ts'
import type { CodeProblem, Discount } from '../promotions/discount.ts'
import {
  type DeliveryPreview,
  type Destination,
  deliveryPreview,
  readMethods,
  type ShippingOption,
} from '../shipping/read-methods.ts'
import { marketOf, type Shop } from '../shop.ts'
import { readTaxRates } from '../tax/read-tax.ts'
import type { CartPlace } from './cart-place.ts'
import type { Cart, CartLine } from './cart-store.ts'
import { type LineNotice, noticesOf } from './line-notices.ts'

export type ViewedLine = {
  line: CartLine
  /** Null: no longer sold in this market. */
  item: ShelfItem | null
  /** Null for what is no longer sold or sold out: it is shown, but costs nothing and cannot be ordered. */
  priced: PricedLine | null
  notices: LineNotice[]
}

export type CartView = {
  cart: Cart
  lines: ViewedLine[]
  /** Pieces that are paid for. */
  pieces: number
  weightGrams: number
  priced: PricedCart
  /** What the order's code takes off; to be held with `holdCode` at the order. */
  discount: Discount | null
  /** Why the cart's code does nothing now. */
  codeProblem: CodeProblem | null
  /** Ways to the destination; empty while it is unknown, or when nobody takes the parcel there. */
  shippingOptions: ShippingOption[]
  /** The way that was chosen and still can be. */
  method: ShippingOption | null
  /** The cheapest way, as long as no address is known. */
  preview: DeliveryPreview | null
  freeShipping: { fromMinor: number; missingMinor: number } | null
  /** Every line can be ordered as it stands. */
  isOrderable: boolean
}

/** What unpaid orders of this very cart hold, pieces and uses of a code: this shopper can have it. */
export type HeldByOrder = {
  orderIds: readonly string[]
  pieces: readonly { variantId: number; quantity: number }[]
}

export type CartAsk = CartPlace & {
  personId?: string | null
  destination?: Destination | null
  methodCode?: string | null
  held?: HeldByOrder
  /** The cart itself, where it has just been read. */
  cart?: Cart
  /** True at the order: prices and stock are read from the tables. Pages show them up to a second old. */
  isBinding?: boolean
  /** True on pages that show the answer to the shopper: a changed price is told once, then taken as seen. */
  isShown?: boolean
}

type Needs = Pick<Shop, 'db' | 'carts' | 'clock' | 'markets' | 'memory'>

/** The cart as it stands now: with today's prices, stock, taxes and ways to send it. Null: there is none. */
export async function viewCart(shop: Needs, ask: CartAsk): Promise<CartView | null> {
  const { place, destination = null, methodCode = null, personId = null } = ask
  const cart = ask.cart ?? (await shop.carts.read(ask.cartId))
  if (cart?.market !== place.market) return null
  const market = marketOf(shop, place.market)

  const read = ask.isBinding ? readItems : readKeptItems
  const found = await read(
    shop,
    place,
    cart.lines.map((line) => line.variantId),
  )
  const heldOf = (variantId: number) => ask.held?.pieces.find((piece) => piece.variantId === variantId)?.quantity ?? 0
  const items = new Map(
    found.map((item) => [item.variantId, { ...item, available: item.available + heldOf(item.variantId) }]),
  )
  const buyable = cart.lines.flatMap((line) => {
    const item = items.get(line.variantId)
    return item && item.available > 0 ? [{ line, item }] : []
  })
  const subtotalMinor = buyable.reduce((sum, { line, item }) => sum + line.quantity * item.price.amountMinor, 0)
  const weightGrams = buyable.reduce((sum, { line, item }) => sum + line.quantity * item.weightGrams, 0)

  const code = cart.code
    ? await checkCode(shop, {
        code: cart.code,
        market: place.market,
        subtotalMinor,
        personId,
        ownOrderIds: ask.held?.orderIds,
      })
    : null
  const discount = code?.ok ? code.discount : null
  const parcel = { weightGrams, subtotalMinor: subtotalMinor - discountOn(subtotalMinor, discount) }

  // Prices that contain tax contain the home country's until an address says otherwise.
  const home = market.taxStyle === 'included' ? { country: market.countries[0] ?? '' } : null
  const taxed = destination ?? home
  const [taxRates, shippingOptions, preview] = await Promise.all([
    taxed && readTaxRates(shop, taxed),
    destination ? readMethods(shop, place, { ...destination, ...parcel }) : [],
    destination ? null : deliveryPreview(shop, place, parcel),
  ])
  const method = shippingOptions.find((option) => option.code === methodCode) ?? null

  const priced = priceCart({
    currency: market.currency,
    taxStyle: market.taxStyle,
    lines: buyable.map(({ line, item }) => ({
      variantId: item.variantId,
      quantity: line.quantity,
      unitPriceMinor: item.price.amountMinor,
      taxClass: item.taxClass,
    })),
    discount,
    shipping: method && { methodCode: method.code, priceMinor: method.priceMinor },
    taxRates,
  })
  const pricedLines = new Map(priced.lines.map((line) => [line.variantId, line]))
  const lines = cart.lines.map((line) => {
    const item = items.get(line.variantId) ?? null
    return { line, item, priced: pricedLines.get(line.variantId) ?? null, notices: noticesOf(line, item) }
  })

  if (ask.isShown) await rememberPrices(shop, cart, items)
  const freeFrom = (shippingOptions.find((option) => option.freeFromMinor !== null) ?? preview)?.freeFromMinor ?? null
  const missingMinor =
    freeFrom === null || discount?.kind === 'free-shipping' ? 0 : Math.max(0, freeFrom - parcel.subtotalMinor)
  return {
    cart,
    lines,
    pieces: buyable.reduce((sum, { line }) => sum + line.quantity, 0),
    weightGrams,
    priced,
    discount,
    codeProblem: code && !code.ok ? code.told : null,
    shippingOptions,
    method,
    preview,
    freeShipping: freeFrom === null ? null : { fromMinor: freeFrom, missingMinor },
    isOrderable: lines.length > 0 && lines.every((line) => line.notices.every((notice) => !notice.blocks)),
  }
}

async function rememberPrices(shop: Needs, cart: Cart, items: Map<number, ShelfItem>): Promise<void> {
  const prices = cart.lines.flatMap((line) => {
    const item = items.get(line.variantId)
    return item && item.price.amountMinor !== line.seenPriceMinor
      ? [{ variantId: line.variantId, priceMinor: item.price.amountMinor }]
      : []
  })
  if (prices.length > 0) await shop.carts.change(cart.id, cart.market, { kind: 'seen', prices })
}
