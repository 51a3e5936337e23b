import { sql } from '../../kit/db.ts'
import { type KeyColumns, keyColumns, type PersonKey, type Vault } from '../keys/vault.ts'

/** What is known of a person, sealed as one value in `contact`. A guest has no name under reviews, a reviewer may have nothing else. */
export type Contact = {
  email: string | null
  firstName: string | null
  lastName: string | null
  phone: string | null
  /** The name under the person's reviews. */
  displayName: string | null
}

export const noContact: Contact = { email: null, firstName: null, lastName: null, phone: null, displayName: null }

/** A contact as a statement brings it, with the key that opens it. */
export type SealedContact = KeyColumns & { contact: Buffer | null }

/** For statements on `contact c` and `person_key pk`; they name the person themselves. */
export const contactColumns = sql`c.sealed as contact, ${keyColumns}`

/** Null: nothing is known of the person any more. */
export async function openContact(
  vault: Vault,
  row: SealedContact,
): Promise<{ contact: Contact; key: PersonKey } | null> {
  const key = await vault.keyOf(row)
  const contact = key?.open<Contact>('contact', row.personId, row.contact)
  return key && contact ? { contact, key } : null
}
