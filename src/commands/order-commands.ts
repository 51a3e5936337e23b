import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { cancelOrder } from '../domain/orders/cancel-order.ts'
import { compareLedger } from '../domain/orders/compare-ledger.ts'
import { isKnown, type Order, type OrderState, type OrderSummary } from '../domain/orders/order.ts'
import { listAllOrders, readOrderByNumber } from '../domain/orders/read-orders.ts'
import { reconcilePayments } from '../domain/orders/reconcile-payments.ts'
import { refundOrder } from '../domain/orders/refund-order.ts'
import { shipOrder } from '../domain/orders/ship-order.ts'
import { readJobs, removeJobs, retryJobs } from '../domain/reports/read-jobs.ts'
import { addressLines } from '../domain/shipping/address-rules.ts'
import type { Shop } from '../domain/shop.ts'
import { formatMoney, minorDigits } from '../kit/money.ts'
import type { Commands } from './command.ts'

type Say = (line: string) => void

const usage = `orders list [--state awaiting-payment | placed | shipped | cancelled]
orders show NUMBER
orders ship NUMBER --carrier NAME [--tracking CODE]
orders refund NUMBER --amount AMOUNT | --line SKU:PIECES … [--shipping] [--restock] [--reason WORDS] [--key KEY]
orders cancel NUMBER
orders reconcile
         asks the provider about every open payment and goes through its books, as the worker does by itself`

const states: readonly OrderState[] = ['awaiting-payment', 'placed', 'shipped', 'cancelled']
const isState = (text: string | undefined): text is OrderState => states.some((state) => state === text)

async function orders(shop: Shop, args: string[], say: Say): Promise<number> {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    state: text,
    carrier: text,
    tracking: text,
    amount: text,
    line: { type: 'string', multiple: true },
    shipping: flag,
    restock: flag,
    reason: text,
    key: text,
  } as const
  let given: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>
  try {
    given = parseArgs({ args, options, allowPositionals: true })
  } catch (fault) {
    say(`${(fault as Error).message}\n${usage}`)
    return 2
  }
  const { values, positionals } = given
  const [verb, number] = positionals
  if (verb === 'list' && positionals.length === 1) return list(shop, values.state, say)
  if (verb === 'reconcile' && positionals.length === 1) return reconcile(shop, say)
  if (!verb || !number || positionals.length > 2) return wrong(say)
  const order = await readOrderByNumber(shop, number)
  if (!order) {
    say(`There is no order '${number}'.`)
    return 1
  }
  if (verb === 'show') return show(order, say)
  if (verb === 'ship')
    return values.carrier ? ship(shop, order, { ...values, carrier: values.carrier }, say) : wrong(say)
  if (verb === 'refund') return refund(shop, order, values, say)
  if (verb === 'cancel') return cancel(shop, order, say)
  return wrong(say)
}

async function reconcile(shop: Shop, say: Say): Promise<number> {
  const repaired = await reconcilePayments(shop)
  say(
    `${repaired.checked} payments looked at, ${repaired.placed} orders placed, ${repaired.expired} given up, ${repaired.refunded} refunds done.`,
  )
  if (repaired.unreachable > 0) say(`The provider did not answer ${repaired.unreachable} times.`)
  const { payments, settled, refundsTakenOver } = await compareLedger(shop)
  say(`${payments} payments in the provider's books, ${settled} settled, refunds of ${refundsTakenOver} taken over.`)
  return repaired.unreachable > 0 ? 1 : 0
}

function wrong(say: Say): number {
  say(usage)
  return 2
}

async function list(shop: Shop, state: string | undefined, say: Say): Promise<number> {
  if (state !== undefined && !isState(state)) {
    say(`--state is '${state}'. Allowed are ${states.join(', ')}.`)
    return 2
  }
  const { orders, next } = await listAllOrders(shop, { state: state ?? null, after: null, limit: 50 })
  if (orders.length === 0) say('There are no orders.')
  for (const order of orders) say(lineOf(order))
  if (next) say('… and older ones.')
  return 0
}

const lineOf = (order: OrderSummary): string =>
  [
    order.number,
    order.state.padEnd(16),
    formatMoney(order.totalMinor, order.currency, 'en').padStart(12),
    order.createdAt.toISOString().slice(0, 16).replace('T', ' '),
    `${order.pieces} × ${order.names[0] ?? ''}${order.names.length > 1 ? ' …' : ''}`,
  ].join('  ')

function show(order: Order, say: Say): number {
  const money = (minor: number) => formatMoney(minor, order.currency, 'en')
  say(
    `${order.number}  ${order.state}${order.cancelReason ? ` (${order.cancelReason})` : ''}  ${money(order.totalMinor)}`,
  )
  say(`Market ${order.market}/${order.locale}, ordered ${order.createdAt.toISOString()}, by ${order.methodName}`)
  say(
    isKnown(order)
      ? `To     ${addressLines(order.shipping).join(', ')}, ${order.shipping.country} <${order.email}>`
      : 'To     a person who was erased',
  )
  for (const line of order.lines)
    say(
      `  ${line.quantity} × ${line.sku}  ${line.name}${line.options ? `, ${line.options}` : ''}  ${money(line.grossMinor)}`,
    )
  for (const payment of order.payments)
    say(
      `Payment ${payment.attempt}: ${payment.state}${payment.surplus ? ' (given back)' : ''}, ${money(payment.capturedMinor)} captured`,
    )
  for (const refund of order.refunds) say(`Refund: ${money(refund.amountMinor)}, ${refund.state} (${refund.reason})`)
  for (const { carrier, tracking, city } of order.shipments) say(`Parcel from ${city}: ${carrier} ${tracking}`.trim())
  for (const event of order.events) say(`  ${event.at.toISOString()}  ${event.kind}`)
  return 0
}

async function ship(
  shop: Shop,
  order: Order,
  { carrier, tracking }: { carrier: string; tracking?: string },
  say: Say,
): Promise<number> {
  const shipped = await shipOrder(shop, { orderId: order.id, carrier, tracking })
  if (shipped.ok)
    say(
      `${order.number} has left in ${shipped.shipmentIds.length === 1 ? 'one parcel' : `${shipped.shipmentIds.length} parcels`}.`,
    )
  else say(`${order.number} was not sent: ${shipped.problem}.`)
  return shipped.ok ? 0 : 1
}

type RefundWish = {
  amount?: string
  line?: string[]
  shipping?: boolean
  restock?: boolean
  reason?: string
  key?: string
}

async function refund(shop: Shop, order: Order, wish: RefundWish, say: Say): Promise<number> {
  const what = whatOf(order, wish)
  if (typeof what === 'string') {
    say(what)
    return 2
  }
  const refunded = await refundOrder(shop, {
    orderId: order.id,
    // Calling it twice by hand means two refunds; a script names its key.
    idempotencyKey: wish.key ?? randomUUID(),
    what,
    restock: wish.restock,
    reason: wish.reason ?? 'staff',
  })
  if (!refunded.ok) {
    say(`Nothing was given back: ${refunded.problem}.`)
    return 1
  }
  const amount = formatMoney(refunded.amountMinor, order.currency, 'en')
  say(
    refunded.state === 'done'
      ? `${amount} given back.`
      : `${amount}: ${refunded.state}; the worker asks the provider again.`,
  )
  return refunded.state === 'failed' ? 1 : 0
}

function whatOf(order: Order, wish: RefundWish): Parameters<typeof refundOrder>[1]['what'] | string {
  const hasLines = wish.line !== undefined || wish.shipping === true
  if ((wish.amount !== undefined) === hasLines) return usage
  if (wish.amount !== undefined) {
    const amountMinor = Math.round(Number(wish.amount.replace(',', '.')) * 10 ** minorDigits(order.currency))
    return amountMinor > 0 ? { amountMinor } : `--amount is '${wish.amount}'. Allowed is an amount such as 12.50.`
  }
  const lines = []
  for (const text of wish.line ?? []) {
    const [, sku = '', pieces = ''] = /^(.+):(\d{1,4})$/.exec(text) ?? []
    const line = order.lines.find((bought) => bought.sku === sku)
    if (!line || Number(pieces) < 1)
      return `--line is '${text}'. Allowed is SKU:PIECES with one of ${order.lines.map((l) => l.sku).join(', ')}.`
    lines.push({ variantId: line.variantId, quantity: Number(pieces) })
  }
  return { lines, shipping: wish.shipping ?? false }
}

async function cancel(shop: Shop, order: Order, say: Say): Promise<number> {
  const cancelled = await cancelOrder(shop, { orderId: order.id, reason: 'staff' })
  if (!cancelled.ok) {
    say(`${order.number} was not cancelled: ${cancelled.problem}.`)
    return 1
  }
  const { refund } = cancelled
  const money = refund && formatMoney(refund.amountMinor, order.currency, 'en')
  say(
    `${order.number} is cancelled.${refund ? ` ${money} ${refund.state === 'done' ? 'given back' : 'will be given back'}.` : ''}`,
  )
  return 0
}

const jobsUsage = `jobs [--set-aside]
jobs retry ID …
jobs remove ID …`

async function jobs(shop: Shop, args: string[], say: Say): Promise<number> {
  const [verb, ...rest] = args
  if (verb === undefined || (verb === '--set-aside' && rest.length === 0)) {
    const waiting = await readJobs(shop, { onlySetAside: verb !== undefined })
    if (waiting.length === 0) say('Nothing waits.')
    for (const job of waiting)
      say(
        [
          String(job.id).padStart(8),
          job.name.padEnd(24),
          `${job.attempts} of ${job.maxAttempts} attempts`,
          job.isSetAside ? 'set aside' : `next ${job.runAt.toISOString()}`,
          job.lastError?.split('\n')[0] ?? '',
        ].join('  '),
      )
    return 0
  }
  const ids = rest.map(Number)
  if (!['retry', 'remove'].includes(verb) || ids.length === 0 || !ids.every(Number.isSafeInteger)) {
    say(jobsUsage)
    return 2
  }
  const count = verb === 'retry' ? await retryJobs(shop, ids) : await removeJobs(shop, ids)
  say(`${count} of ${ids.length} jobs ${verb === 'retry' ? 'will be tried again' : 'removed'}.`)
  return count === ids.length ? 0 : 1
}

export const orderCommands: Commands = {
  orders: { usage, run: orders },
  jobs: { usage: jobsUsage, run: jobs },
}
