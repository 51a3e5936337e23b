import { z } from 'zod'
import { mayCancel, type Order, type OrderSummary, wordFor } from '../../../domain/orders/order.ts'
import { mediaAddress } from '../../../routes.ts'
import { shownTotals, totalsSchema } from '../carts/cart-answer.ts'
import { apiLink } from '../catalogue/show.ts'
import type { Call } from '../endpoint.ts'
import { postalAddressSchema, shownAddress } from '../postal-address.ts'
import { addressSchema, localeSchema, moneySchema } from '../schemas.ts'

/** Orders as the API answers them. */

export const tokenSchema = z
  .string()
  .min(1)
  .max(100)
  .describe('The secret of the order: whoever has it may see, pay and cancel the order. It opens links in mails, too.')

export const orderParams = z.strictObject({ token: tokenSchema })

export const paymentSchema = z
  .strictObject({ url: addressSchema.describe('The page where the shopper pays.') })
  .nullable()
  .meta({ id: 'PaymentPage', description: 'Null: nothing is to be paid, or it has been paid already.' })

const stateSchema = z
  .enum(['awaiting-payment', 'placed', 'shipped', 'cancelled'])
  .meta({ id: 'OrderState', description: 'placed: paid, and accepted by the shop.' })

const paymentStateSchema = z
  .enum(['none-needed', 'pay-now', 'checking', 'processing', 'paid', 'failed', 'given-back'])
  .meta({
    id: 'PaymentState',
    description:
      'pay-now: a page takes the money. checking: the provider did not answer yet, ask again in some seconds. processing: the money is on its way. failed: it was declined, ask for another page.',
  })

const instant = z.iso.datetime().nullable()

const orderLineSchema = z
  .strictObject({
    variantId: z.int(),
    productId: z.int(),
    sku: z.string(),
    name: z.string().describe('As it was when it was ordered.'),
    options: z.string(),
    picture: addressSchema.nullable(),
    quantity: z.int().min(1),
    unitPrice: moneySchema,
    discount: moneySchema,
    tax: moneySchema,
    total: moneySchema,
  })
  .meta({ id: 'OrderLine' })

export const orderSchema = z
  .strictObject({
    token: tokenSchema,
    number: z.string(),
    state: stateSchema,
    payment: paymentStateSchema,
    mayCancel: z.boolean(),
    cancelReason: z.enum(['expired', 'cart-changed', 'shopper', 'staff']).nullable(),
    market: z.string(),
    locale: localeSchema.describe('The language of its mails and names.'),
    email: z.string().nullable().describe('Null, as the addresses, once the buyer was erased.'),
    shipping: postalAddressSchema.nullable(),
    billing: postalAddressSchema.nullable(),
    delivery: z.strictObject({
      name: z.string(),
      from: z.iso.date().nullable(),
      to: z.iso.date().nullable().describe('Days of arrival, as they were promised.'),
    }),
    lines: z.array(orderLineSchema),
    code: z.string().nullable(),
    totals: totalsSchema,
    refunded: moneySchema,
    refunds: z.array(
      z.strictObject({ amount: moneySchema, state: z.enum(['asked', 'done', 'failed']), createdAt: z.iso.datetime() }),
    ),
    parcels: z.array(
      z.strictObject({ carrier: z.string(), tracking: z.string(), fromCity: z.string(), shippedAt: z.iso.datetime() }),
    ),
    createdAt: z.iso.datetime(),
    placedAt: instant,
    shippedAt: instant,
    cancelledAt: instant,
    links: z.strictObject({ self: addressSchema, receipt: addressSchema, page: addressSchema }),
  })
  .meta({ id: 'Order' })

export const orderAnswerSchema = z.strictObject({ order: orderSchema }).meta({ id: 'OrderAnswer' })

export const orderSummarySchema = z
  .strictObject({
    number: z.string(),
    state: stateSchema,
    market: z.string(),
    total: moneySchema,
    refunded: moneySchema,
    pieces: z.int(),
    names: z.array(z.string()).describe('Of its lines.'),
    pictures: z.array(addressSchema),
    createdAt: z.iso.datetime(),
    placedAt: instant,
    links: z.strictObject({ self: addressSchema }),
  })
  .meta({ id: 'OrderSummary' })

type Shown = Pick<Call, 'shop' | 'path' | 'place' | 'market'>

const money = ({ currency }: Pick<Order, 'currency'>, amountMinor: number) => ({ amountMinor, currency })

const smallPicture = ({ shop }: Pick<Call, 'shop'>, key: string) => mediaAddress(shop.publicUrl, key, 160, 'jpg')

const at = (date: Date | null) => date?.toISOString() ?? null

/** `isUnclear`: the provider did not answer when it was asked just now. */
export function shownOrder(call: Shown, order: Order, token: string, isUnclear = false): z.input<typeof orderSchema> {
  const of = (minor: number) => money(order, minor)
  const place = { market: order.market, locale: order.locale }
  const self = apiLink(call, `/orders/${token}`)
  return {
    token,
    number: order.number,
    state: order.state,
    payment: wordFor(order, isUnclear),
    mayCancel: mayCancel(order, isUnclear),
    cancelReason: order.cancelReason,
    ...place,
    email: order.email,
    shipping: order.shipping && shownAddress(order.shipping),
    billing: order.billing && shownAddress(order.billing),
    delivery: { name: order.methodName, from: order.deliveryFrom, to: order.deliveryTo },
    lines: order.lines.map((line) => ({
      variantId: line.variantId,
      productId: line.productId,
      sku: line.sku,
      name: line.name,
      options: line.options,
      picture: line.imageKey === null ? null : smallPicture(call, line.imageKey),
      quantity: line.quantity,
      unitPrice: of(line.unitPriceMinor),
      discount: of(line.discountMinor),
      tax: of(line.taxMinor),
      total: of(line.grossMinor),
    })),
    code: order.code,
    totals: shownTotals(order.receipt),
    refunded: of(order.refundedMinor),
    refunds: order.refunds.map(({ amountMinor, state, createdAt }) => ({
      amount: of(amountMinor),
      state,
      createdAt: createdAt.toISOString(),
    })),
    parcels: order.shipments.map(({ carrier, tracking, city, shippedAt }) => ({
      carrier,
      tracking,
      fromCity: city,
      shippedAt: shippedAt.toISOString(),
    })),
    createdAt: order.createdAt.toISOString(),
    placedAt: at(order.placedAt),
    shippedAt: at(order.shippedAt),
    cancelledAt: at(order.cancelledAt),
    links: { self, receipt: `${self}/receipt`, page: call.shop.link('order', place, token) },
  }
}

export const shownSummary = (call: Shown, order: OrderSummary): z.input<typeof orderSummarySchema> => ({
  number: order.number,
  state: order.state,
  market: order.market,
  total: money(order, order.totalMinor),
  refunded: money(order, order.refundedMinor),
  pieces: order.pieces,
  names: order.names,
  pictures: order.imageKeys.map((key) => smallPicture(call, key)),
  createdAt: order.createdAt.toISOString(),
  placedAt: at(order.placedAt),
  links: { self: apiLink(call, `/account/orders/${order.number}`) },
})
