import { z } from 'zod'
import type { ReturnLinks } from '../../../domain/orders/offer-page.ts'
import type { Shop } from '../../../domain/shop.ts'
import type { FieldProblem } from '../problems.ts'

/** Where the payment page leads back to: pages of the shop, and of origins that the owner has named. */
export const returnInput = {
  returnUrl: z
    .string()
    .min(1)
    .max(1_000)
    .describe(
      'Where the payment page leads back to, paid or not: an address of the shop itself or of an origin in API_RETURN_ORIGINS. The token of the order is added: ?order=TOKEN. Read the order then; the address proves nothing.',
    ),
  cancelUrl: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('For shoppers who turn back without paying. Without it, returnUrl with unpaid=yes.'),
}

type Given = { returnUrl: string; cancelUrl?: string }

export function returnLinks(
  shop: Pick<Shop, 'publicUrl' | 'returnOrigins'>,
  given: Given,
): { ok: true; links: (token: string) => ReturnLinks } | { ok: false; fields: FieldProblem[] } {
  const back = allowed(shop, given.returnUrl)
  const cancel = given.cancelUrl === undefined ? back : allowed(shop, given.cancelUrl)
  if (!back || !cancel)
    return {
      ok: false,
      fields: [
        ...(back ? [] : [notAllowed('returnUrl')]),
        ...(cancel || !given.cancelUrl ? [] : [notAllowed('cancelUrl')]),
      ],
    }
  return {
    ok: true,
    links: (token) => ({
      returnUrl: withQuery(back, { order: token }),
      cancelUrl: withQuery(cancel, given.cancelUrl === undefined ? { order: token, unpaid: 'yes' } : { order: token }),
    }),
  }
}

function allowed(shop: Pick<Shop, 'publicUrl' | 'returnOrigins'>, typed: string): URL | null {
  const url = URL.parse(typed)
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password) return null
  return [shop.publicUrl, ...shop.returnOrigins].includes(url.origin) ? url : null
}

function withQuery(url: URL, query: Record<string, string>): string {
  const whole = new URL(url)
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value)
  return whole.href
}

const notAllowed = (field: string): FieldProblem => ({
  field,
  in: 'body',
  code: 'origin-not-allowed',
  message: 'must be an absolute address of an origin that the shop allows: see API_RETURN_ORIGINS',
})
