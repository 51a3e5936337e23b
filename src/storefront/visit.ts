import type { SignedIn } from '../domain/customers/session.ts'
import { readSession } from '../domain/customers/session.ts'
import type { Locale, Market, Words } from '../domain/settings/market.ts'
import type { Shop } from '../domain/shop.ts'
import type { Passage } from '../kit/door.ts'
import { type Cookies, FormExpired, formToken, isFormToken, readForm } from '../kit/http.ts'
import { newCartId } from '../kit/ids.ts'
import { StoreAway } from '../kit/unavailable.ts'
import { type Cache, type Route, type StorefrontRoute, storefrontRoutes } from '../routes.ts'
import type { SharedPage } from './shared-page.ts'

/** One request to a page of the shop. */
export type Visit = {
  shop: Shop
  request: Request
  passage: Passage
  url: URL
  route: StorefrontRoute
  cache: Cache
  params: Record<string, string>
  market: Market
  locale: Locale
  /** Market and locale as links need them: `href(visit.place, 'cart')`. */
  place: { market: string; locale: Locale }
  cookies: Cookies
  now: Date
  /** Takes a shared page that may be kept. Null: this process keeps none. */
  keep: ((page: SharedPage) => void) | null
  /** Picks the words of the visit's language. */
  say: (words: Words) => string
  /** The signed-in shopper, or null. Read once. Throws where nobody can tell: an account's page then asks to come again. */
  person: () => Promise<SignedIn | null>
  /** The same for pages that everybody may see: while nobody can tell who it is, a visitor. */
  personIfKnown: () => Promise<SignedIn | null>
  /** The checked fields of the form that was sent. */
  form: () => Promise<Record<string, string>>
  /** The token that forms on private pages carry as the field `token`. Sets the visitor's cookie. */
  formToken: () => string
}

export type PageHandler = (visit: Visit) => Promise<Response>

function nobody(fault: unknown): null {
  if (fault instanceof StoreAway) return null
  throw fault
}

export function openVisit(
  given: Pick<
    Visit,
    'shop' | 'request' | 'passage' | 'keep' | 'url' | 'route' | 'params' | 'market' | 'locale' | 'cookies'
  >,
): Visit {
  const { shop, cookies, locale } = given
  const { cache, form: formCheck }: Route = storefrontRoutes[given.route]
  let person: Promise<SignedIn | null> | undefined
  let form: Promise<Record<string, string>> | undefined

  async function checkedForm() {
    const fields = await readForm(given.request)
    const visitor = cookies.get('visitor')
    if (formCheck === 'token' && !(visitor && isFormToken(shop.secret, visitor, fields.token ?? '')))
      throw new FormExpired(fields)
    delete fields.token
    return fields
  }

  const readPerson = () => {
    person ??= readSession(shop, cookies.get('session'))
    return person
  }

  return {
    ...given,
    cache,
    place: { market: given.market.code, locale },
    now: shop.clock(),
    say: (words) => words[locale],
    person: readPerson,
    personIfKnown: () => readPerson().catch(nobody),
    form: () => {
      form ??= checkedForm()
      return form
    },
    formToken: () => {
      let visitor = cookies.get('visitor')
      if (!visitor) {
        visitor = newCartId(shop.random)
        cookies.set('visitor', visitor)
      }
      return formToken(shop.secret, visitor)
    },
  }
}
