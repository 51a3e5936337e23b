import { z } from 'zod'
import type { ShelfItem } from '../../../domain/browse/shelf.ts'
import type { CartView, ViewedLine } from '../../../domain/carts/view-cart.ts'
import type { WaitingOrder } from '../../../domain/checkout/read-checkout.ts'
import type { PricedCart } from '../../../domain/pricing/priced-cart.ts'
import type { CodeProblem } from '../../../domain/promotions/discount.ts'
import type { ShippingOption } from '../../../domain/shipping/read-methods.ts'
import { href } from '../../../routes.ts'
import { apiLink, money, picture, price, segment } from '../catalogue/show.ts'
import type { Call } from '../endpoint.ts'
import { addressSchema, moneySchema, pictureSchema, priceSchema, slugSchema } from '../schemas.ts'

/** Carts as the API answers them. */

export type Shown = Pick<Call, 'shop' | 'place' | 'market' | 'path'>

export const cartIdSchema = z.string().min(1).max(60).describe('The secret of the cart: whoever has it holds the cart.')

const itemSchema = z
  .strictObject({
    productId: z.int(),
    sku: z.string(),
    slug: slugSchema,
    name: z.string(),
    summary: z.string().describe('What it is. German law wants it beside the order button.'),
    options: z.string().describe('The chosen options in words: ‘Sage, M’. Empty where there are none.'),
    picture: pictureSchema.nullable(),
    price: priceSchema,
    available: z.int().min(0).describe('Pieces that this cart can have.'),
    links: z.strictObject({ product: addressSchema, page: addressSchema }),
  })
  .meta({ id: 'CartItem' })

export const noticeSchema = z
  .strictObject({
    notice: z.enum(['price-went-up', 'price-went-down', 'only-n-left', 'sold-out', 'no-longer-sold']),
    from: moneySchema.optional().describe('The price that was seen.'),
    to: moneySchema.optional().describe('The price now.'),
    left: z.int().min(0).optional(),
    blocks: z.boolean().describe('True: it must be settled before the order.'),
  })
  .meta({ id: 'LineNotice', description: 'What has changed since the line was put into the cart.' })

export const amountsSchema = z
  .strictObject({
    unitPrice: moneySchema,
    subtotal: moneySchema.describe('Quantity × price, before the discount.'),
    discount: moneySchema,
    tax: moneySchema.describe('The share of the line in the tax.'),
    total: moneySchema.describe('What is paid for the line.'),
  })
  .meta({ id: 'LineAmounts' })

const lineSchema = z
  .strictObject({
    variantId: z.int(),
    quantity: z.int().min(1),
    addedAt: z.iso.datetime(),
    item: itemSchema.nullable().describe('Null: no longer sold in this market.'),
    amounts: amountsSchema.nullable().describe('Null for what is no longer sold or sold out: it costs nothing.'),
    notices: z.array(noticeSchema),
  })
  .meta({ id: 'CartLine' })

export const totalsSchema = z
  .strictObject({
    subtotal: moneySchema.describe('All lines before the discount.'),
    discount: moneySchema,
    shipping: moneySchema.nullable().describe('Null while no way of delivery is chosen.'),
    taxStyle: z.enum(['added', 'included']).describe('Whether the tax comes on top, or is contained.'),
    taxes: z.array(
      z.strictObject({
        name: z.string(),
        basisPoints: z.int().describe('100 are 1 %.'),
        base: moneySchema,
        amount: moneySchema,
      }),
    ),
    tax: moneySchema,
    taxIsKnown: z.boolean().describe('False while tax would come on top and the address is unknown.'),
    total: moneySchema,
  })
  .meta({ id: 'Totals' })

export const deliverySchema = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    carrier: z.string(),
    price: moneySchema,
    freeFrom: moneySchema.nullable().describe('From which sum of the goods on it costs nothing.'),
    from: z.iso.date().describe('The first day of arrival.'),
    to: z.iso.date(),
  })
  .meta({ id: 'Delivery' })

const codeSchema = z
  .strictObject({
    code: z.string(),
    problem: z.enum(['code-not-valid', 'code-below-minimum']).nullable().describe('Why it does nothing now.'),
    minimum: moneySchema.nullable(),
  })
  .meta({ id: 'CartCode' })

const waitingSchema = z
  .strictObject({
    token: z.string().describe('Opens the order.'),
    number: z.string(),
    total: moneySchema,
    isSameCart: z.boolean().describe('False: the cart has changed since.'),
  })
  .meta({ id: 'WaitingOrder', description: 'An order of this cart that waits for its payment.' })

export const cartSchema = z
  .strictObject({
    id: cartIdSchema,
    version: z.int().describe('Grows with every change: an order is for one version.'),
    isOfAccount: z.boolean().describe('True: it opens with the token of its shopper only.'),
    lines: z.array(lineSchema),
    pieces: z.int().min(0).describe('Pieces that are paid for.'),
    weightGrams: z.int().min(0),
    code: codeSchema.nullable(),
    totals: totalsSchema,
    deliveryPreview: deliverySchema.nullable().describe('The cheapest way, while no address is known.'),
    freeShipping: z
      .strictObject({ from: moneySchema, missing: moneySchema })
      .nullable()
      .describe('From which sum on delivery is free, and what is missing.'),
    isOrderable: z.boolean().describe('True: every line can be ordered as it stands.'),
    waitingOrder: waitingSchema.nullable(),
    updatedAt: z.iso.datetime(),
    links: z.strictObject({ self: addressSchema, checkout: addressSchema }),
  })
  .meta({ id: 'Cart' })

export const cartAnswerSchema = z.strictObject({ cart: cartSchema }).meta({ id: 'CartAnswer' })

export function shownCart(call: Shown, view: CartView, waiting: WaitingOrder | null): z.input<typeof cartSchema> {
  const { cart } = view
  const self = apiLink(call, `/carts/${segment(cart.id)}`)
  return {
    id: cart.id,
    version: cart.version,
    isOfAccount: cart.personId !== null,
    lines: view.lines.map((line) => shownLine(call, line)),
    pieces: view.pieces,
    weightGrams: view.weightGrams,
    code: cart.code === null ? null : shownCode(call, cart.code, view.codeProblem),
    totals: shownTotals(view.priced),
    deliveryPreview: view.preview && shownDelivery(call, view.preview),
    freeShipping: view.freeShipping && {
      from: money(call, view.freeShipping.fromMinor),
      missing: money(call, view.freeShipping.missingMinor),
    },
    isOrderable: view.isOrderable,
    waitingOrder: waiting && {
      token: waiting.token,
      number: waiting.number,
      total: money(call, waiting.totalMinor),
      isSameCart: waiting.cartVersion === cart.version,
    },
    updatedAt: cart.updatedAt.toISOString(),
    links: { self, checkout: `${self}/checkout` },
  }
}

function shownLine(call: Shown, { line, item, priced, notices }: ViewedLine): z.input<typeof lineSchema> {
  return {
    variantId: line.variantId,
    quantity: line.quantity,
    addedAt: line.addedAt,
    item: item && shownItem(call, item),
    amounts: priced && {
      unitPrice: money(call, priced.unitPriceMinor),
      subtotal: money(call, priced.subtotalMinor),
      discount: money(call, priced.discountMinor),
      tax: money(call, priced.taxMinor),
      total: money(call, priced.grossMinor),
    },
    notices: notices.map((told) => ({
      notice: told.notice,
      ...('fromMinor' in told ? { from: money(call, told.fromMinor), to: money(call, told.toMinor) } : {}),
      ...('left' in told ? { left: told.left } : {}),
      blocks: told.blocks,
    })),
  }
}

const shownItem = (call: Shown, item: ShelfItem): z.input<typeof itemSchema> => ({
  productId: item.productId,
  sku: item.sku,
  slug: item.slug,
  name: item.name,
  summary: item.summary,
  options: item.optionWords,
  picture: picture(call, item.picture),
  price: price(call, item.price),
  available: item.available,
  links: {
    product: apiLink(call, `/products/${segment(item.slug)}`),
    page: call.shop.publicUrl + href(call.place, 'product', { slug: item.slug }),
  },
})

const shownCode = (call: Shown, code: string, problem: CodeProblem | null): z.input<typeof codeSchema> => ({
  code,
  problem: problem?.problem ?? null,
  minimum: problem?.problem === 'code-below-minimum' ? money(call, problem.minimumMinor) : null,
})

/** Of carts and of orders, which keep the currency that they were placed in. */
export function shownTotals(priced: PricedCart): z.input<typeof totalsSchema> {
  const of = (amountMinor: number) => ({ amountMinor, currency: priced.currency })
  return {
    subtotal: of(priced.subtotalMinor),
    discount: of(priced.discountMinor),
    shipping: priced.shippingMinor === null ? null : of(priced.shippingMinor),
    taxStyle: priced.taxStyle,
    taxes: priced.taxes.map(({ name, basisPoints, baseMinor, taxMinor }) => ({
      name,
      basisPoints,
      base: of(baseMinor),
      amount: of(taxMinor),
    })),
    tax: of(priced.taxMinor),
    taxIsKnown: priced.taxIsKnown,
    total: of(priced.totalMinor),
  }
}

export const shownDelivery = (call: Shown, option: ShippingOption): z.input<typeof deliverySchema> => ({
  code: option.code,
  name: option.name,
  carrier: option.carrier,
  price: money(call, option.priceMinor),
  freeFrom: option.freeFromMinor === null ? null : money(call, option.freeFromMinor),
  from: option.from,
  to: option.to,
})
