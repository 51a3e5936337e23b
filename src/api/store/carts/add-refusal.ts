import type { LineAdded } from '../../../domain/carts/add-line.ts'
import { type Refusal, refuse } from '../problems.ts'

export const addProblems = ['variant-not-sold', 'sold-out', 'no-more-left', 'cart-full', 'cart-unknown'] as const

/** Why nothing was added. */
export function addRefusal(added: Extract<LineAdded, { ok: false }>): Refusal<(typeof addProblems)[number]> {
  switch (added.problem) {
    case 'not-for-sale':
      return refuse('variant-not-sold')
    case 'no-more-left':
      return refuse('no-more-left', { more: { quantity: added.quantity } })
    case 'other-market':
      return refuse('cart-unknown')
    case 'invalid-input':
      throw new Error('The API takes what the cart does not.')
    default:
      return refuse(added.problem)
  }
}
