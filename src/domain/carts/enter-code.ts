import { z } from 'zod'
import { readItems } from '../browse/read-items.ts'
import { checkCode } from '../promotions/check-code.ts'
import type { CodeProblem } from '../promotions/discount.ts'
import type { Shop } from '../shop.ts'
import type { CartPlace } from './cart-place.ts'
import type { Cart } from './cart-store.ts'

export const enterCodeForm = z.object({ code: z.string().trim().min(1).max(60) })

export type CodeEntered =
  | { ok: true; cart: Cart }
  | { ok: false; problem: 'invalid-input' | 'no-cart' }
  | ({ ok: false } & CodeProblem)

/** Puts a discount code on the cart, in place of another. Takes no use of it: that happens at the order. 4 statements. */
export async function enterCode(
  shop: Pick<Shop, 'db' | 'carts' | 'clock' | 'markets'>,
  { cartId, place }: CartPlace,
  input: z.input<typeof enterCodeForm>,
  personId: string | null = null,
): Promise<CodeEntered> {
  const form = enterCodeForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const cart = await shop.carts.read(cartId)
  if (cart?.market !== place.market || cart.lines.length === 0) return { ok: false, problem: 'no-cart' }

  const items = await readItems(
    shop,
    place,
    cart.lines.map((line) => line.variantId),
  )
  const quantityOf = new Map(cart.lines.map((line) => [line.variantId, line.quantity]))
  const subtotalMinor = items
    .filter((item) => item.available > 0)
    .reduce((sum, item) => sum + item.price.amountMinor * (quantityOf.get(item.variantId) ?? 0), 0)
  const check = await checkCode(shop, { code: form.data.code, market: place.market, subtotalMinor, personId })
  if (!check.ok) return { ok: false, ...check.told }
  return { ok: true, cart: await shop.carts.change(cartId, cart.market, { kind: 'code', code: check.discount.code }) }
}
