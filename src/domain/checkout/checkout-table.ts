import { type Queries, sql } from '../../kit/db.ts'
import type { PostalAddress } from '../customers/address.ts'
import type { Locale } from '../settings/market.ts'

/** All SQL on what shoppers tell on the way to the order, its addresses and guests included. */

export type CheckoutRow = {
  personId: string
  /** It was typed by somebody who was signed in. */
  isOfAccount: boolean
  methodCode: string | null
  email: string | null
  shipping: PostalAddress | null
  billing: PostalAddress | null
}

const addressJson = (alias: 's' | 'b') => {
  const a = alias === 's' ? sql`s` : sql`b`
  return sql`case when ${a}.id is not null then json_build_object('firstName', ${a}.first_name, 'lastName', ${a}.last_name,
    'company', ${a}.company, 'line1', ${a}.line1, 'line2', ${a}.line2, 'postcode', ${a}.postcode, 'city', ${a}.city,
    'region', ${a}.region, 'country', ${a}.country, 'phone', ${a}.phone) end`
}

export const readCheckoutRow = (db: Queries, cartId: string) =>
  db.row<CheckoutRow>(sql`
    select k.person_id as "personId", exists (select from account a where a.person_id = k.person_id) as "isOfAccount",
      k.method_code as "methodCode", c.email,
      ${addressJson('s')} as shipping, ${addressJson('b')} as billing
    from checkout k left join contact c on c.person_id = k.person_id
    left join address s on s.id = k.shipping_address_id left join address b on b.id = k.billing_address_id
    where k.cart_id = ${cartId}`)

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

/** One statement for all of it: new addresses, the checkout that points at them, the old addresses gone. Tells the way chosen before. */
export const writeDetails = async (db: Queries, given: Details): Promise<string | null> => {
  const addresses = [
    { ...given.shipping, id: given.shippingId },
    { ...given.billing, id: given.billingId },
  ]
  const { accountId, now } = given
  const written = await db.row<{ methodCode: string | null }>(sql`
    with old as (
      select k.person_id, k.shipping_address_id, k.billing_address_id,
        exists (select from account a where a.person_id = k.person_id) as has_account
      from checkout k where k.cart_id = ${given.cartId}),
    who as (
      select coalesce(${accountId}::uuid, (select person_id from old where not has_account), ${given.guestId}::uuid) as id),
    p as (
      insert into person (id, created_at) select id, ${now} from who where ${accountId === null}::boolean
      on conflict do nothing),
    c as (
      insert into contact (person_id, email, first_name, last_name, phone, locale, updated_at)
      select id, ${given.email}, ${given.shipping.firstName}, ${given.shipping.lastName}, ${given.shipping.phone},
        ${given.locale}, ${now} from who where ${accountId === null}::boolean
      on conflict (person_id) do update set email = excluded.email, first_name = excluded.first_name,
        last_name = excluded.last_name, phone = excluded.phone, locale = excluded.locale, updated_at = excluded.updated_at),
    a as (
      insert into address (id, person_id, kind, first_name, last_name, company, line1, line2, postcode, city, region,
        country, phone, created_at)
      select g.id, who.id, 'checkout', g."firstName", g."lastName", g.company, g.line1, g.line2, g.postcode, g.city,
        g.region, g.country, g.phone, ${now}
      from who cross join jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) as g (id uuid, "firstName" text,
        "lastName" text, company text, line1 text, line2 text, postcode text, city text, region text, country text, phone text)),
    d as (
      delete from address where kind = 'checkout'
        and id in (select shipping_address_id from old union all select billing_address_id from old))
    insert into checkout (cart_id, person_id, shipping_address_id, billing_address_id, updated_at)
    select ${given.cartId}, id, ${given.shippingId}::uuid, ${given.billingId}::uuid, ${now} from who
    on conflict (cart_id) do update set person_id = excluded.person_id,
      shipping_address_id = excluded.shipping_address_id, billing_address_id = excluded.billing_address_id,
      updated_at = excluded.updated_at
    returning method_code as "methodCode"`)
  return written?.methodCode ?? null
}

export const writeMethod = (db: Queries, cartId: string, methodCode: string, now: Date) =>
  db.change(sql`
    update checkout set method_code = ${methodCode}, updated_at = ${now}
    where cart_id = ${cartId} and shipping_address_id is not null`)

/** What nobody came back to. Guests who have ordered stay: the order knows them. */
export const deleteOldCheckouts = (db: Queries, before: Date) =>
  db.change(sql`
    with gone as (delete from checkout where updated_at < ${before} returning person_id, shipping_address_id, billing_address_id),
    a as (
      delete from address where kind = 'checkout'
        and id in (select shipping_address_id from gone union all select billing_address_id from gone))
    delete from person p where p.id in (select person_id from gone)
      and not exists (select from account a where a.person_id = p.id)
      and not exists (select from orders o where o.person_id = p.id)
      and not exists (select from order_contact c where c.person_id = p.id)
      and not exists (select from checkout k where k.person_id = p.id and k.updated_at >= ${before})`)
