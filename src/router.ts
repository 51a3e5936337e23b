import { Hono } from 'hono'
import { buyingSide } from './domain/buying-side.ts'
import type { RateLimitName } from './domain/settings/rate-limits.ts'
import { marketOf, type Shop } from './domain/shop.ts'
import type { Admission } from './kit/admission.ts'
import { openDoor, type Passage } from './kit/door.ts'
import { closedHeaders, type Gate, limitHeaders } from './kit/gate.ts'
import { BadRequest, Cookies, isSameOrigin } from './kit/http.ts'
import { isAccepted } from './kit/ids.ts'
import type { Memory } from './kit/memory.ts'
import type { Peer } from './kit/passing.ts'
import { limitedRequests, pageCache } from './kit/process-metrics.ts'
import type { Secret } from './kit/secret.ts'
import {
  href,
  type Route,
  type SiteRoute,
  type StorefrontRoute,
  siteRoutes,
  standingOf,
  storefrontRoutes,
} from './routes.ts'
import { pages } from './storefront/pages.ts'
import { redirect } from './storefront/respond.ts'
import { answerNow, answerPage, type SharedPage } from './storefront/shared-page.ts'
import { faultPage, lostPage, refusedPage } from './storefront/states.ts'
import { closedPage, tooManyPage } from './storefront/too-many.ts'
import { openVisit, type Visit } from './storefront/visit.ts'

export type SiteHandler = (shop: Shop, request: Request, params: Record<string, string>) => Promise<Response>

export type Fetch = (request: Request, peer?: Peer) => Promise<Response> | Response

/**
 * Brings every request to its handler. What a route declares is kept here: who may use it, whether a form must prove its
 * origin, and that an answer which a CDN may keep sets no cookie. A route without a handler or a policy stops the start.
 */
export function openRouter(
  shop: Shop,
  site: Record<SiteRoute, SiteHandler>,
  options: {
    demo: boolean
    formTargets: string[]
    /** Tests that are not about rate limits leave it out. */
    gate?: Gate<RateLimitName>
    admission?: Admission
    pages?: Memory | null
    trustedHops?: number
    operatorToken?: Secret
    pictureOrigin?: string | undefined
  },
): Fetch {
  const router = new Hono<{ Bindings: Partial<Peer> }>()
  const door = openDoor({ publicUrl: shop.publicUrl, ...options })
  const kept = options.pages ?? null
  const buying = buyingSide(shop)
  const sideOf = (route: Route) => (standingOf(route) === 'looking' ? shop : buying)

  // First, for '/assets/…' would be a market and a language to the routes below.
  for (const [name, route] of Object.entries(siteRoutes) as [SiteRoute, Route][]) {
    checkPolicy(name, route)
    const handler = site[name]
    const hidden =
      (route.who === 'demo' && !options.demo) || (route.who === 'operator' && options.operatorToken === undefined)
    router.on(route.method, route.path, (c) =>
      door(
        { request: c.req.raw, route: route.path, standing: standingOf(route), peer: peerOf(c.env) },
        async () =>
          hidden
            ? lostPage(null, shop)
            : route.who === 'operator' && !isOperator(c.req.raw)
              ? notTheOperator()
              : handler(sideOf(route), c.req.raw, c.req.param() as Record<string, string>),
        (passage, fault) => faultPage(passage, null, shop, fault),
      ),
    )
  }

  for (const [name, route] of Object.entries(storefrontRoutes) as [StorefrontRoute, Route][]) {
    checkPolicy(name, route)
    const handler = pages[name]
    router.on(route.method, `/:market/:locale${route.path}`, (c) => {
      const request = c.req.raw
      const { market: marketCode = '', locale = '', ...params } = c.req.param() as Record<string, string>
      const market = shop.markets.find((m) => m.code === marketCode && m.locales.some((l) => l === locale))
      const asked = {
        request,
        route: route.path || '/:market/:locale',
        standing: standingOf(route),
        market: market?.code,
        peer: peerOf(c.env),
      }
      if (!market)
        return door(
          asked,
          () => lostPage(null, shop),
          (passage, fault) => faultPage(passage, null, shop, fault),
        )
      const cookies = new Cookies(request.headers.get('cookie'), shop.publicUrl)
      const language = market.locales.find((l) => l === locale) ?? market.locales[0] ?? 'en'
      let made: SharedPage | null = null
      const visitIn = (passage: Passage) =>
        openVisit({
          shop: sideOf(route),
          request,
          passage,
          url: new URL(request.url),
          route: name,
          params,
          market,
          locale: language,
          cookies,
          keep: kept
            ? (page) => {
                made = page
              }
            : null,
        })
      return door(
        asked,
        async (passage) => {
          const answer = async () => {
            const response = await serve(visitIn(passage), route, handler)
            if (cookies.areSet) {
              if (response.headers.get('cache-control')?.includes('public'))
                throw new Error(`The shared page '${name}' sets a cookie.`)
              cookies.writeTo(response.headers)
            }
            return response
          }
          if (!kept || route.cache !== 'shared' || request.method !== 'GET') return answer()
          // Many who ask for one page at once get it from the one that is made first.
          let own: Response | undefined
          const page = await kept.get(
            pageKey(request),
            async () => {
              cacheMiss.add()
              own = await answer()
              return made
            },
            (page) => page?.about ?? null,
          )
          if (own) return own
          if (page?.about) cacheHit.add()
          return page?.about ? answerPage({ request, passage }, page) : answer()
        },
        (passage, fault) =>
          faultPage(passage, { locale: language, place: { market: market.code, locale: language } }, shop, fault),
      )
    })
  }

  async function serve(visit: Visit, route: Route, handler: (visit: Visit) => Promise<Response>): Promise<Response> {
    try {
      if (route.form && !isSameOrigin(visit.request.headers, shop.publicUrl))
        throw new BadRequest(403, 'A form of another site was refused.')
      if (route.who === 'signed-in' && !(await visit.person()))
        return redirect(href(visit.place, 'signIn', {}, { next: visit.url.pathname + visit.url.search }))
      return (
        (options.gate && route.limit && (await heldBack(visit, route, route.limit, options.gate))) ||
        (await handler(visit))
      )
    } catch (fault) {
      if (fault instanceof BadRequest) return refusedPage(visit, fault)
      throw fault
    }
  }

  /** The answer to who came too often; undefined: let through. */
  async function heldBack(
    visit: Visit,
    route: Route,
    limit: RateLimitName,
    gate: Gate<RateLimitName>,
  ): Promise<Response | undefined> {
    const { request, passage } = visit
    // A form that is refused anyway tries nothing; its handler says so.
    const fields = route.method === 'POST' ? await visit.form().catch(() => null) : {}
    if (!fields) return undefined
    const device = visit.cookies.get('known')
    const passed = await gate.check(limit, { request, passage, fields, device })
    if (passed === 'closed') {
      limitedRequests.of(limit, 'closed').add()
      Object.assign(passage.headers, closedHeaders)
      return closedPage(visit, fields)
    }
    Object.assign(passage.headers, limitHeaders(limit, passed, route.cache === 'shared'))
    if (passed.isAllowed) return undefined
    limitedRequests.of(limit, 'refused').add()
    return tooManyPage(visit, passed.retryAfterSeconds, fields)
  }

  const isOperator = (request: Request): boolean => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    return token !== undefined && options.operatorToken !== undefined && isAccepted(options.operatorToken, token)
  }

  const notHere = (request: Request, peer?: Peer) =>
    door(
      { request, route: '*', standing: 'looking', peer },
      (passage) => lostPage(visitOf(request, passage), shop),
      (passage, fault) => faultPage(passage, null, shop, fault),
    )
  router.notFound((c) => {
    const path = new URL(c.req.url).pathname
    // '/us/en/' is '/us/en'.
    if (c.req.method === 'GET' && path.length > 1 && path.endsWith('/') && !path.startsWith('//'))
      return door(
        { request: c.req.raw, route: '*', standing: 'looking', peer: peerOf(c.env) },
        async () => redirect(path.replace(/\/+$/, '') || '/', 301),
        (passage, fault) => faultPage(passage, null, shop, fault),
      )
    return notHere(c.req.raw, peerOf(c.env))
  })

  /** A visit for pages that are not there, so that they speak the language of the address. */
  function visitOf(request: Request, passage: Passage): Visit | null {
    const url = new URL(request.url)
    const [, marketCode, locale] = url.pathname.split('/')
    const market = shop.markets.find((m) => m.code === marketCode)
    const found = market?.locales.find((l) => l === locale)
    if (!market || !found) return null
    const cookies = new Cookies(null, shop.publicUrl)
    return openVisit({
      shop,
      request,
      passage,
      url,
      route: 'home',
      params: {},
      market: marketOf(shop, market.code),
      locale: found,
      cookies,
      keep: null,
    })
  }

  // No name of ours holds a NUL character, and PostgreSQL refuses a text that does.
  return (request, peer) => {
    const page = kept && request.method === 'GET' ? kept.peek<SharedPage>(pageKey(request)) : undefined
    // A page that still has to be compressed goes the long way.
    const ready =
      page && door.hand({ request, route: 'kept', peer }, (passage) => answerNow({ request, passage }, page))
    if (ready) cacheHit.add()
    return ready ?? (request.url.includes('%00') ? notHere(request, peer) : router.fetch(request, peer))
  }
}

/** Path and query as they were sent: what differs there may differ on the page. */
const pageKey = ({ url }: Request): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

const cacheHit = pageCache.of('hit')
const cacheMiss = pageCache.of('miss')

// Without a wire, as in tests, the router hands on nothing at all.
const peerOf = (env: Partial<Peer> | undefined): Peer | undefined =>
  env?.incoming && env.outgoing ? (env as Peer) : undefined

const notTheOperator = (): Response =>
  new Response('Send the header Authorization: Bearer OPERATOR_TOKEN.\n', {
    status: 401,
    headers: { 'www-authenticate': 'Bearer', 'cache-control': 'private, no-store', 'content-type': 'text/plain' },
  })

function checkPolicy(name: string, route: Route): void {
  if (!route.who || !route.cache)
    throw new Error(`The route '${name}' does not say who may use it and who may keep it.`)
  if (route.method === 'POST' && !route.form)
    throw new Error(`The route '${name}' does not say how its form is proved.`)
  if (route.who !== 'anyone' && route.cache === 'shared')
    throw new Error(`The route '${name}' is personal and shared at once.`)
}
