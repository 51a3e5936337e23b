import { idFrom } from '../../kit/ids.ts'
import { canonicalEmail } from '../customers/email.ts'
import type { Shop } from '../shop.ts'

/**
 * Who counts as one buyer for the limits of a discount code: everybody with the same e-mail address, guest or not. An id
 * made of the address's keyed index, so that it tells the address to nobody, and stays the same when the shop's secret changes.
 */
export const buyerId = (shop: Pick<Shop, 'vault'>, email: string): string =>
  idFrom(`buyer\0${shop.vault.emailIndex(canonicalEmail(email) ?? email).toString('hex')}`)
