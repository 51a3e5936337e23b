import { z } from 'zod'
import { maxQuantity } from './cart-store.ts'

/** A whole number as forms (text) and the API (number) send it. '1e3', '1.5', ' 1' and '+1' are none. */
export const wholeNumber = (min: number, max: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().min(min).max(max))

export const variantId = wholeNumber(1, 2_147_483_647)
export const quantityToAdd = wholeNumber(1, maxQuantity)
export const quantityToSet = wholeNumber(0, maxQuantity)
