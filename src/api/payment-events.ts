import { takePaymentEvent } from '../domain/orders/take-payment-event.ts'
import type { Shop } from '../domain/shop.ts'
import { BadRequest, readBody } from '../kit/http.ts'

const maxEventBytes = 256 * 1024

/** What the payment provider tells. 200 only when all that follows from it is written: else the provider sends it again. */
export async function paymentEvents(shop: Shop, request: Request): Promise<Response> {
  try {
    const body = await readBody(request, maxEventBytes)
    const taken = await takePaymentEvent(shop, {
      rawBody: body,
      signature: request.headers.get('stripe-signature') ?? '',
    })
    return answer(taken.ok ? 200 : 400)
  } catch (fault) {
    if (fault instanceof BadRequest) return answer(fault.status)
    throw fault
  }
}

const answer = (status: number) => new Response(null, { status, headers: { 'cache-control': 'no-store' } })
