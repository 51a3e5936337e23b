import { z } from 'zod'
import { mergeCarts } from '../../../domain/carts/merge-carts.ts'
import { absoluteDays, idleDays } from '../../../domain/customers/session-store.ts'
import { isCartId } from '../../../kit/ids.ts'
import type { Call } from '../endpoint.ts'

export const sessionSchema = z
  .strictObject({
    token: z
      .string()
      .describe(
        'Send it as Authorization: Bearer TOKEN. It is a secret like a password: keep it where no script of others reads it.',
      ),
    expiresAt: z.iso.datetime().describe('It is over then, however often it was used.'),
    idleDays: z.int().describe('It is over when it was not used for so many days.'),
    cartId: z
      .string()
      .nullable()
      .describe('The shopper’s cart in this market, the guest’s lines in it; null: there is none.'),
  })
  .meta({ id: 'Session' })

export const guestCartSchema = z
  .string()
  .max(60)
  .optional()
  .describe('The cart that the guest has filled: its lines join the shopper’s own cart.')

export async function shownSession(
  { shop, place, now }: Pick<Call, 'shop' | 'place' | 'now'>,
  { personId, token, cartId }: { personId: string; token: string; cartId: string | undefined },
): Promise<z.input<typeof sessionSchema>> {
  const guestCartId = cartId !== undefined && isCartId(cartId) ? cartId : null
  const cart = await mergeCarts(shop, { guestCartId, personId, market: place.market })
  const expiresAt = new Date(now.getTime() + absoluteDays * 86_400_000)
  return { token, expiresAt: expiresAt.toISOString(), idleDays, cartId: cart?.id ?? null }
}
