import { dataOf, type StoreClient, StoreProblem } from '../../packages/client/client.ts'
import type { Html } from './html.ts'
import { openViews } from './views.ts'

type Place = { origin: string; market: string; locale: string }

/** A whole shop front. All that it knows of the shop it has from the client. */
export function openStorefront(client: StoreClient, { origin, market, locale }: Place) {
  const { page, listPage, productPage, cartPage, reviewPage, orderPage, problemPage } = openViews(locale)

  const pages: Record<string, (visit: Visit) => Promise<Response>> = {
    'GET /': async ({ url }) => {
      const q = url.searchParams.get('q')?.trim()
      const found = q
        ? dataOf(await client.GET('/search', { params: { query: { q, facets: false } } }))
        : dataOf(await client.GET('/products', { params: { query: { facets: false } } }))
      return shown(listPage(found, q))
    },
    'GET /product': async ({ url }) => {
      const slug = url.searchParams.get('slug') ?? ''
      return shown(productPage(dataOf(await client.GET('/products/{slug}', { params: { path: { slug } } })).product))
    },
    'POST /cart': async ({ form, cartId }) => {
      const line = { variantId: Number(form.get('variant')), quantity: 1 }
      if (cartId) {
        const added = await client.POST('/carts/{cartId}/lines', { params: { path: { cartId } }, body: line })
        if (added.error?.code !== 'cart-unknown') {
          dataOf(added)
          return seeOther('/cart')
        }
      }
      const { cart } = dataOf(await client.POST('/carts', { body: { line } }))
      return seeOther('/cart', `cart=${cart.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000`)
    },
    'GET /cart': async ({ cartId }) => {
      if (!cartId) return shown(cartPage(null, []))
      const read = await client.GET('/carts/{cartId}', { params: { path: { cartId } } })
      const { markets } = dataOf(await client.shop.GET('/markets'))
      const countries = markets.find(({ code }) => code === market)?.countries ?? []
      return shown(cartPage(read.error?.code === 'cart-unknown' ? null : dataOf(read).cart, countries))
    },
    'POST /checkout': async ({ form, cartId }) => {
      const typed = (name: string) => String(form.get(name) ?? '')
      const params = { path: { cartId } }
      const shipping = {
        country: typed('country'),
        firstName: typed('firstName'),
        lastName: typed('lastName'),
        company: '',
        line1: typed('line1'),
        line2: '',
        postcode: typed('postcode'),
        city: typed('city'),
        region: typed('region'),
        phone: '',
      }
      const body = { email: typed('email'), shipping }
      const { checkout } = dataOf(await client.PUT('/carts/{cartId}/checkout/details', { params, body }))
      const cheapest = checkout.deliveries.toSorted((a, b) => a.price.amountMinor - b.price.amountMinor)[0]
      if (cheapest)
        dataOf(await client.PUT('/carts/{cartId}/checkout/delivery', { params, body: { code: cheapest.code } }))
      return seeOther('/checkout')
    },
    'GET /checkout': async ({ cartId }) => {
      const { checkout } = dataOf(await client.GET('/carts/{cartId}/checkout', { params: { path: { cartId } } }))
      return checkout.step === 'review' ? shown(reviewPage(checkout)) : seeOther('/cart')
    },
    'POST /order': async ({ form, cartId }) => {
      const ordered = dataOf(
        await client.POST('/carts/{cartId}/order', {
          params: { path: { cartId } },
          // What stood on the page: when it has changed since, the shop says so and orders nothing.
          body: {
            cartVersion: Number(form.get('version')),
            totalMinor: Number(form.get('total')),
            returnUrl: `${origin}/order`,
          },
        }),
      )
      return seeOther(ordered.payment?.url ?? `/order?order=${ordered.token}`)
    },
    'GET /order': async ({ url }) => {
      const token = url.searchParams.get('order') ?? ''
      return shown(orderPage(dataOf(await client.GET('/orders/{token}', { params: { path: { token } } })).order))
    },
  }

  const shown = (body: Html, status = 200) =>
    new Response(page(body).text, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })

  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const handle = pages[`${request.method} ${url.pathname}`]
    if (!handle) return new Response('There is nothing here.\n', { status: 404 })
    try {
      return await handle(await visitOf(request, url))
    } catch (fault) {
      if (fault instanceof StoreProblem) return shown(problemPage(fault.problem), fault.problem.status)
      console.error(fault)
      return new Response('Something went wrong. Please try again.\n', { status: 500 })
    }
  }
}

type Visit = { url: URL; form: FormData; cartId: string }

async function visitOf(request: Request, url: URL): Promise<Visit> {
  const form = request.method === 'POST' ? await request.formData() : new FormData()
  const cartId = /(?:^|; )cart=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
  return { url, form, cartId }
}

const seeOther = (location: string, cookie?: string) =>
  new Response(null, { status: 303, headers: { location, ...(cookie ? { 'set-cookie': cookie } : {}) } })
