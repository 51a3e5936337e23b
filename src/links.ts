import type { ShopLink } from './domain/notifications/shop-link.ts'
import { href, mediaAddress } from './routes.ts'

/** Addresses for mails, from the configured public address and never from a request. */
export const openLinks =
  (publicUrl: string): ShopLink =>
  (page, place, secret = '') => {
    switch (page) {
      case 'home':
        return publicUrl + href(place, 'home')
      case 'sign-in':
        return publicUrl + href(place, 'signIn')
      case 'verify-email':
        return publicUrl + href(place, 'verifyEmail', {}, { token: secret })
      case 'reset-password':
        return publicUrl + href(place, 'resetPassword', {}, { token: secret })
      case 'forgot-password':
        return publicUrl + href(place, 'forgotPassword')
      case 'confirm-email':
        return publicUrl + href(place, 'confirmEmail', {}, { token: secret })
      case 'security':
        return publicUrl + href(place, 'security')
      case 'order':
        return publicUrl + href(place, 'order', { token: secret })
      case 'withdrawal':
        return publicUrl + href(place, 'withdrawal', {}, { order: secret })
      case 'picture':
        return mediaAddress(publicUrl, secret, 160, 'jpg')
    }
  }
