import { type Queries, sql } from '../../kit/db.ts'
import type { PostalAddress } from '../customers/address.ts'
import type { Contact } from '../customers/contact.ts'
import { readPersonKey } from '../keys/read-person-key.ts'
import { type KeyColumns, keyColumns, type PersonKey, standing, type WrappedKey } from '../keys/vault.ts'
import { type FoundOrder, inTheWay, oldestFirst } from '../orders/in-the-way.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'

/** All SQL on what shoppers tell on the way to the order, its addresses and guests included. */

export type CheckoutRow = {
  personId: string
  /** It was typed by somebody who was signed in. */
  isOfAccount: boolean
  methodCode: string | null
  email: string | null
  shipping: PostalAddress | null
  billing: PostalAddress | null
  /** The key of the buyer who asks, or else of the person who has typed. */
  buyerKey: PersonKey | null
}

/** What is kept of a cart on its way to an order. */
export type KeptCheckout = {
  /** Undefined: the shopper has told nothing yet. */
  row: CheckoutRow | undefined
  /** What `findOrdersInTheWay` finds. */
  orders: FoundOrder[]
}

type Row = KeyColumns &
  Pick<CheckoutRow, 'isOfAccount' | 'methodCode'> & {
    orders: FoundOrder[]
    contact: Buffer | null
    shippingId: string
    shipping: Buffer | null
    billingId: string
    billing: Buffer | null
    buyerId: string
    buyerRing: string | null
    buyerWrapped: Buffer | null
  }

/** 1 statement. `idempotencyKey`: of the order that is to be made, if it is. */
export async function readKeptCheckout(
  { db, vault }: Pick<Shop, 'db' | 'vault'>,
  cartId: string,
  buyerId: string | null,
  idempotencyKey: string | null,
): Promise<KeptCheckout> {
  const row = await db.row<Row>(sql`
    select k.person_id as "personId", exists (select from account a where a.person_id = k.person_id) as "isOfAccount",
      k.method_code as "methodCode", ${keyColumns}, c.sealed as contact, s.id as "shippingId", s.sealed as shipping,
      b.id as "billingId", b.sealed as billing, coalesce(${buyerId}::uuid, k.person_id) as "buyerId",
      bk.ring_key as "buyerRing", bk.wrapped as "buyerWrapped",
      (select coalesce(json_agg(w), '[]') from (${inTheWay(cartId, idempotencyKey)}) as w) as orders
    from (select) as always left join checkout k on k.cart_id = ${cartId}
    left join person_key pk on pk.person_id = k.person_id
    left join person_key bk on bk.person_id = coalesce(${buyerId}::uuid, k.person_id)
    left join contact c on c.person_id = k.person_id
    left join address s on s.id = k.shipping_address_id left join address b on b.id = k.billing_address_id`)
  if (!row) throw new Error('A statement without an answer.')
  const orders = oldestFirst(row.orders)
  return { row: row.personId === null ? undefined : await openRow(vault, row), orders }
}

async function openRow(vault: Shop['vault'], row: Row): Promise<CheckoutRow> {
  const { personId, isOfAccount, methodCode, contact, shippingId, shipping, billingId, billing } = row
  const key = await vault.keyOf(row)
  const isBuyer = row.buyerId === personId
  const buyerKey = isBuyer
    ? key
    : await vault.keyOf({ personId: row.buyerId, ringKey: row.buyerRing, wrappedKey: row.buyerWrapped })
  return {
    personId,
    isOfAccount,
    methodCode,
    email: key?.open<Contact>('contact', personId, contact)?.email ?? null,
    shipping: key?.open<PostalAddress>('address', shippingId, shipping) ?? null,
    billing: key?.open<PostalAddress>('address', billingId, billing) ?? null,
    buyerKey,
  }
}

export type Details = {
  cartId: string
  /** The account, or null for a guest, who becomes the person `guestId` unless the checkout has one already. */
  accountId: string | null
  guestId: string
  email: string
  locale: Locale
  shippingId: string
  billingId: string
  shipping: PostalAddress
  billing: PostalAddress
  now: Date
}

/**
 * One statement for all of it: new addresses, the checkout that points at them, the old addresses gone. What is sealed needs the key of
 * the person whose it is: a new guest's is at hand; for anybody else the statement or one before it brings it. Tells the way chosen before.
 */
export async function writeDetails(shop: Pick<Shop, 'db' | 'vault'>, given: Details): Promise<string | null> {
  const { accountId, guestId } = given
  let person: Person | null =
    accountId === null ? await shop.vault.newPersonKey(guestId) : await readPersonKey(shop, accountId)
  for (let turn = 0; turn < 3 && person; turn++) {
    const answer = await writeFor(shop.db, given, person)
    if (answer.isWritten) return answer.methodCode
    // A guest who changes what was told: the person is known already.
    person = await shop.vault.keyOf(answer)
  }
  throw new Error('The details of a checkout could not be written.')
}

type Person = PersonKey & Partial<WrappedKey>

async function writeFor(db: Queries, given: Details, person: Person) {
  const { accountId, now, cartId, shippingId, billingId, shipping, billing } = given
  const isGuest = accountId === null
  const isNew = person.wrappedKey !== undefined
  const contact: Contact = {
    email: given.email,
    firstName: shipping.firstName,
    lastName: shipping.lastName,
    phone: shipping.phone,
    displayName: null,
  }
  const answer = await db.row<{ isWritten: boolean; methodCode: string | null } & KeyColumns>(sql`
    with old as (
      select k.person_id, k.shipping_address_id, k.billing_address_id, pk.ring_key, pk.wrapped,
        pk.person_id is not null and not exists (select from account a where a.person_id = k.person_id) as is_guest
      from checkout k left join person_key pk on pk.person_id = k.person_id where k.cart_id = ${cartId}),
    who as (
      select ${person.personId}::uuid as id
      where not ${isGuest}::boolean or ${person.personId}::uuid = coalesce((select person_id from old where is_guest), ${person.personId}::uuid)),
    p as (insert into person (id, created_at) select id, ${now} from who where ${isNew}::boolean),
    w as (
      insert into person_key (person_id, ring_key, wrapped)
      select id, ${standing(sql`${person.ringKey ?? null}::uuid`)}, ${person.wrappedKey ?? null}::bytea from who where ${isNew}::boolean),
    c as (
      insert into contact (person_id, sealed, locale, updated_at)
      select id, ${isGuest ? person.seal('contact', person.personId, contact) : null}::bytea, ${given.locale}, ${now}
      from who where ${isGuest}::boolean
      on conflict (person_id) do update set sealed = excluded.sealed, locale = excluded.locale, updated_at = excluded.updated_at),
    a as (
      insert into address (id, person_id, kind, sealed, created_at)
      select g.id, who.id, 'checkout', g.sealed, ${now}
      from who cross join (values
        (${shippingId}::uuid, ${person.seal('address', shippingId, shipping)}::bytea),
        (${billingId}::uuid, ${person.seal('address', billingId, billing)}::bytea)) as g (id, sealed)),
    d as (
      delete from address where kind = 'checkout' and exists (select from who)
        and id in (select shipping_address_id from old union all select billing_address_id from old)),
    k as (
      insert into checkout (cart_id, person_id, shipping_address_id, billing_address_id, updated_at)
      select ${cartId}, id, ${shippingId}::uuid, ${billingId}::uuid, ${now} from who
      on conflict (cart_id) do update set person_id = excluded.person_id,
        shipping_address_id = excluded.shipping_address_id, billing_address_id = excluded.billing_address_id,
        updated_at = excluded.updated_at
      returning method_code)
    select exists (select from k) as "isWritten", (select method_code from k) as "methodCode",
      old.person_id as "personId", old.ring_key as "ringKey", old.wrapped as "wrappedKey"
    from (select) as always left join old on true`)
  if (!answer) throw new Error('A statement without an answer.')
  return answer
}

export const writeMethod = (db: Queries, cartId: string, methodCode: string, now: Date) =>
  db.change(sql`
    update checkout set method_code = ${methodCode}, updated_at = ${now}
    where cart_id = ${cartId} and shipping_address_id is not null`)

// No other table names the person. A contact stands without an account where the person is a guest or has written a review.
const isNobodys = sql`not exists (select from account a where a.person_id = p.id)
      and not exists (select from orders o where o.person_id = p.id)
      and not exists (select from orders o where o.account_id = p.id)
      and not exists (select from order_contact c where c.person_id = p.id)
      and not exists (select from withdrawal w where w.person_id = p.id)
      and not exists (select from review r where r.person_id = p.id)`

/** What nobody came back to. Guests who have ordered stay: the order knows them. */
export const deleteOldCheckouts = (db: Queries, before: Date) =>
  db.change(sql`
    with gone as (delete from checkout where updated_at < ${before} returning person_id, shipping_address_id, billing_address_id),
    a as (
      delete from address where kind = 'checkout'
        and id in (select shipping_address_id from gone union all select billing_address_id from gone))
    delete from person p where p.id in (select person_id from gone)
      and ${isNobodys}
      and not exists (select from checkout k where k.person_id = p.id and k.updated_at >= ${before})`)

/** Guests whose checkout has become another person's: they signed in, and typed again. */
export const deleteLeftGuests = (db: Queries, before: Date) =>
  db.change(sql`
    delete from person p using contact c where c.person_id = p.id and c.updated_at < ${before} and ${isNobodys}
      and not exists (select from checkout k where k.person_id = p.id)`)
