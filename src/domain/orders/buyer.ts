import { createHmac } from 'node:crypto'
import { canonicalEmail } from '../customers/email.ts'
import type { Shop } from '../shop.ts'

/**
 * Who counts as one buyer for the limits of a discount code: everybody with the same e-mail address, guest or not. An id
 * made of the address with the shop's secret, so that it tells the address to nobody.
 */
export function buyerId(shop: Pick<Shop, 'secret'>, email: string): string {
  const hex = createHmac('sha256', shop.secret.current)
    .update(`buyer\0${canonicalEmail(email) ?? email}`)
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
