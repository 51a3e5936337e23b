import type { ReturnLinks } from '../../domain/orders/offer-page.ts'
import { href } from '../../routes.ts'
import type { Visit } from '../visit.ts'

/** Where the payment page leads back to: from the configured address, never from the request. */
export const returnLinks =
  ({ shop, place }: Pick<Visit, 'shop' | 'place'>) =>
  (token: string): ReturnLinks => {
    const to = (query: Record<string, string>) =>
      shop.publicUrl + href(place, 'checkoutReturn', {}, { order: token, ...query })
    return { returnUrl: to({}), cancelUrl: to({ unpaid: 'yes' }) }
  }
