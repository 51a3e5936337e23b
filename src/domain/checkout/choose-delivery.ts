import { z } from 'zod'
import type { Shop } from '../shop.ts'
import { writeMethod } from './checkout-table.ts'

export const deliveryForm = z.object({ methodCode: z.string().regex(/^[a-z0-9-]{1,40}$/) })

export type DeliveryChosen = { ok: true } | { ok: false; problem: 'invalid-input' | 'details-missing' }

/**
 * Keeps the way that was chosen. Whether it goes to the address, and what it costs, is looked at whenever the checkout is
 * read and once more at the order: the step is 'delivery' again when it does not. 1 statement.
 */
export async function chooseDelivery(
  shop: Pick<Shop, 'db' | 'clock'>,
  cartId: string,
  input: z.input<typeof deliveryForm>,
): Promise<DeliveryChosen> {
  const form = deliveryForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const written = await writeMethod(shop.db, cartId, form.data.methodCode, shop.clock())
  return written > 0 ? { ok: true } : { ok: false, problem: 'details-missing' }
}
