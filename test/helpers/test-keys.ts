import { noContact } from '../../src/domain/customers/contact.ts'
import { readPersonKey } from '../../src/domain/keys/read-person-key.ts'
import type { PersonKey, WrappedKey } from '../../src/domain/keys/vault.ts'
import { readOrderById } from '../../src/domain/orders/read-orders.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { type Db, sql } from '../../src/kit/db.ts'
import { newId } from '../../src/kit/ids.ts'
import { openPersonalKeys } from '../../src/open-keys.ts'

/** The key ring of this run of the tests, which has wrapped the ring keys of the template database. */
export function testKeysUrl(): string {
  const url = process.env.TEST_KEYS_URL
  if (!url) throw new Error('TEST_KEYS_URL is not set: run the tests with npm test -- FILE')
  return url
}

/** The same in the environment of a process of its own. */
export function testKeys(): Record<string, string> {
  const KEYS_URL = testKeysUrl()
  const names = ['AWS_ENDPOINT_URL_KMS', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const ofAws = KEYS_URL.startsWith('kms:') ? names.map((name) => [name, process.env[name] ?? '']) : []
  return { KEYS_URL, ...Object.fromEntries(ofAws) }
}

export const openTestKeys = (db: Db): Promise<Pick<Shop, 'vault' | 'keyRing'>> =>
  openPersonalKeys(new URL(testKeysUrl()), db)

/** A person with a key and nothing else. */
export async function aPerson(shop: Pick<Shop, 'db' | 'vault' | 'random' | 'clock'>): Promise<PersonKey & WrappedKey> {
  const key = await shop.vault.newPersonKey(newId(shop.random, shop.clock()))
  await shop.db.change(sql`insert into person (id) values (${key.personId})`)
  await shop.db.change(
    sql`insert into person_key (person_id, ring_key, wrapped) values (${key.personId}, ${key.ringKey}, ${key.wrappedKey})`,
  )
  return key
}

/** An account that nobody has asked for. Answers the person's id. */
export async function anAccount(shop: Pick<Shop, 'db' | 'vault' | 'random' | 'clock'>, email: string): Promise<string> {
  const key = await aPerson(shop)
  const { personId } = key
  const contact = key.seal('contact', personId, { ...noContact, email, firstName: 'Erika', lastName: 'Muster' })
  await shop.db.change(sql`insert into contact (person_id, sealed) values (${personId}, ${contact})`)
  await shop.db.change(sql`insert into account (person_id, email_index, password_hash)
    values (${personId}, ${shop.vault.emailIndex(email)}, 'x')`)
  return personId
}

/** Changes what an order says of its buyer, as no shopper can. */
export async function changeBuyer(
  shop: Pick<Shop, 'db' | 'vault'>,
  orderId: string,
  change: (contact: { email: string; shipping: object; billing: object }) => object,
): Promise<void> {
  const order = await readOrderById(shop, orderId)
  const row = await shop.db.row<{ personId: string }>(
    sql`select person_id as "personId" from orders where id = ${orderId}`,
  )
  const key = await readPersonKey(shop, row?.personId ?? '')
  if (!order?.email || !order.shipping || !order.billing || !key) throw new Error('There is no such order.')
  const { email, shipping, billing } = order
  const sealed = key.seal('order_contact', orderId, change({ email, shipping, billing }))
  await shop.db.change(sql`update order_contact set sealed = ${sealed} where order_id = ${orderId}`)
}
