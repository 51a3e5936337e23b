import { readCollections } from '../domain/browse/read-collections.ts'
import { readMenu } from '../domain/browse/read-menu.ts'
import { productAddresses, productRange } from '../domain/browse/read-sitemap.ts'
import { topicsOf } from '../domain/settings/shop-texts.ts'
import type { Shop } from '../domain/shop.ts'
import { escapeHtml } from '../kit/html.ts'
import { href, type Place } from '../routes.ts'
import { dressOf } from './dress.ts'

const keptForAnHour = 'public, max-age=0, s-maxage=3600, stale-while-revalidate=86400'

export async function robots(shop: Pick<Shop, 'publicUrl'>): Promise<Response> {
  const closed = ['cart', 'checkout', 'account', 'orders', 'order-lookup', 'withdrawal', 'me', 'suggest', 'search']
  const lines = [
    'User-agent: *',
    ...closed.map((path) => `Disallow: /*/*/${path}`),
    '',
    `Sitemap: ${shop.publicUrl}/sitemap.xml`,
  ]
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': keptForAnHour },
  })
}

export async function webManifest(shop: Pick<Shop, 'name' | 'identity'>): Promise<Response> {
  const { manifestIcons, theme } = dressOf(shop)
  return new Response(
    JSON.stringify({
      name: shop.name,
      short_name: shop.name,
      start_url: '/',
      display: 'minimal-ui',
      background_color: theme.light,
      theme_color: shop.identity.palette?.light.deep ?? '#10343c',
      icons: manifestIcons,
    }),
    { headers: { 'content-type': 'application/manifest+json', 'cache-control': keptForAnHour } },
  )
}

// A sitemap may hold 50,000 addresses; a product has one in each market and language.
const productsPerPart = 10_000

/** /sitemap.xml lists its parts: the pages, and the products by ranges of their ids. Parts are streamed. */
export async function sitemap(shop: Shop, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const from = searchParams.get('from')
  if (searchParams.get('part') === 'pages') return xml(urlset(pageAddresses(shop)))
  if (from !== null && /^\d{1,9}$/.test(from)) return xml(urlset(productUrls(shop, Number(from))))
  return xml(index(shop))
}

async function* index(shop: Shop): AsyncGenerator<string> {
  const { lastId } = await productRange(shop)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
  yield `<sitemap><loc>${shop.publicUrl}/sitemap.xml?part=pages</loc></sitemap>\n`
  for (let from = 0; from <= lastId; from += productsPerPart)
    yield `<sitemap><loc>${shop.publicUrl}/sitemap.xml?from=${from}</loc></sitemap>\n`
  yield '</sitemapindex>\n'
}

async function* urlset(urls: AsyncIterable<string>): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
  yield* urls
  yield '</urlset>\n'
}

const url = (shop: Pick<Shop, 'publicUrl'>, path: string, changedAt?: Date) =>
  `<url><loc>${escapeHtml(shop.publicUrl + path)}</loc>${changedAt ? `<lastmod>${changedAt.toISOString().slice(0, 10)}</lastmod>` : ''}</url>\n`

async function* pageAddresses(shop: Shop): AsyncGenerator<string> {
  for (const market of shop.markets)
    for (const locale of market.locales) {
      const place: Place = { market: market.code, locale }
      for (const route of ['home', 'newIn', 'sale'] as const) yield url(shop, href(place, route))
      for (const node of await readMenu(shop, place))
        for (const { slug } of [node, ...node.parts]) yield url(shop, href(place, 'category', { slug }))
      for (const { slug } of await readCollections(shop, place)) yield url(shop, href(place, 'collection', { slug }))
      for (const topic of topicsOf(shop.identity, place)) yield url(shop, href(place, 'info', { topic }))
    }
}

async function* productUrls(shop: Shop, from: number): AsyncGenerator<string> {
  const until = from + productsPerPart
  let after = from - 1
  while (true) {
    const rows = await productAddresses(shop, { after, until, limit: 1000 })
    let text = ''
    for (const { slug, changedAt, ...place } of rows) text += url(shop, href(place, 'product', { slug }), changedAt)
    if (text) yield text
    const last = rows.at(-1)
    if (!last) return
    after = last.productId
  }
}

function xml(parts: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await parts.return(undefined)
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': keptForAnHour },
  })
}
