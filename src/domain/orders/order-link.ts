import { isSigned, sign } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'

// 22 characters of base64url are 132 bits: nobody guesses a signature.
const signatureLength = 22
const shape = /^([\w-]{22})([\w-]{22})$/
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The secret part of an order's link: whoever has it may see the order. */
export function orderToken(shop: Pick<Shop, 'secret'>, orderId: string): string {
  if (!uuidShape.test(orderId)) throw new Error('An order link is made of an order id.')
  return idPart(orderId) + sign(shop.secret, 'order', orderId, signatureLength)
}

/** The order that a link is about, or null when it is none of ours. Takes the same time for every wrong one. */
export function orderIdOf(shop: Pick<Shop, 'secret'>, token: string): string | null {
  const [, id = '', signature = ''] = shape.exec(token) ?? []
  const hex = Buffer.from(id, 'base64url').toString('hex').padEnd(32, '0')
  const orderId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
  const isOurs = isSigned(shop.secret, 'order', orderId, signature, signatureLength)
  // One spelling only: base64url has four for the last character.
  return isOurs && idPart(orderId) === id ? orderId : null
}

const idPart = (orderId: string): string => Buffer.from(orderId.replaceAll('-', ''), 'hex').toString('base64url')
