import { canonicalEmail } from '../customers/email.ts'
import type { KeyColumns } from '../keys/vault.ts'
import type { Shop } from '../shop.ts'
import type { Order, OrderState, OrderSummary } from './order.ts'
import { orderIdOf, orderToken } from './order-link.ts'
import {
  buyerOf,
  type Keyset,
  orderById,
  orderByNumber,
  orderOfAccount,
  orderSum,
  ordersOfAccount,
  recentOrders,
} from './order-table.ts'

type Db = Pick<Shop, 'db'>
type Reads = Pick<Shop, 'db' | 'vault'>
type Linked = Pick<Shop, 'db' | 'vault' | 'secret'>

/** The order that a secret link opens. */
export async function readOrder(shop: Linked, token: string): Promise<Order | null> {
  const orderId = orderIdOf(shop, token)
  return orderId === null ? null : orderById(shop, orderId)
}

/** For counting: nothing of it is about a person. */
export const readOrderSum = (shop: Db, orderId: string) => orderSum(shop.db, orderId)

/** For mails and the staff, who know the id. */
export const readOrderById = (shop: Reads, orderId: string): Promise<Order | null> => orderById(shop, orderId)

/** 't4k79qwxmc' and 'T4K7 9QWX MC' are 'T4K7-9QWX-MC'. */
export function orderNumberOf(typed: string): string {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 20)
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}

export const readOrderByNumber = (shop: Reads, typed: string): Promise<Order | null> =>
  orderByNumber(shop, orderNumberOf(typed))

/** The link of the order with this number and e-mail address; null whichever of the two is wrong, after the same work. */
export async function findOrderToken(shop: Linked, typed: { number: string; email: string }): Promise<string | null> {
  const found = await findBuyer(shop, typed)
  return found && orderToken(shop, found.orderId)
}

/** Whose the order with this number and e-mail address is. */
export async function findBuyer(
  { db, vault }: Reads,
  typed: { number: string; email: string },
): Promise<({ orderId: string } & KeyColumns) | null> {
  const emailIndex = vault.emailIndex(canonicalEmail(typed.email) ?? '')
  return (await buyerOf(db, orderNumberOf(typed.number), emailIndex)) ?? null
}

export const readOrderOfAccount = (shop: Reads, accountId: string, typed: string): Promise<Order | null> =>
  orderOfAccount(shop, accountId, orderNumberOf(typed))

export type OrderPage = {
  orders: OrderSummary[] /** Where the next page begins; null: there is none. */
  next: string | null
}

/** An account's orders, the newest first. */
export const listOrders = (shop: Db, accountId: string, after: string | null, limit = 10): Promise<OrderPage> =>
  pageOf(limit, (keyset, more) => ordersOfAccount(shop.db, accountId, keyset, more), after)

/** All orders, the newest first, for the staff. */
export const listAllOrders = (
  shop: Db,
  ask: { state: OrderState | null; after: string | null; limit?: number },
): Promise<OrderPage> =>
  pageOf(ask.limit ?? 20, (keyset, more) => recentOrders(shop.db, ask.state, keyset, more), ask.after)

async function pageOf(
  limit: number,
  read: (keyset: Keyset | null, limit: number) => Promise<OrderSummary[]>,
  after: string | null,
): Promise<OrderPage> {
  const orders = await read(after === null ? null : readKeyset(after), limit + 1)
  const shown = orders.slice(0, limit)
  const last = shown.at(-1)
  return { orders: shown, next: orders.length > limit && last ? `${last.createdAt.getTime()}.${last.id}` : null }
}

/** A position that is none of ours begins at the front. */
function readKeyset(text: string): Keyset | null {
  const [, at, id] = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? []
  return at && id ? { createdAt: new Date(Number(at)), id } : null
}
