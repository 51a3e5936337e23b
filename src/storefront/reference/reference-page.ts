import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { readCollections } from '../../domain/browse/read-collections.ts'
import { readHome } from '../../domain/browse/read-home.ts'
import { findCategory, readMenu } from '../../domain/browse/read-menu.ts'
import { readProduct } from '../../domain/browse/read-product.ts'
import type { Shop } from '../../domain/shop.ts'
import { type Html, html } from '../../kit/html.ts'
import { renderMarkdown } from '../../kit/markdown.ts'
import type { OpenApiDocument, Operation } from '../../kit/open-api-document.ts'
import { asset } from '../assets.ts'
import { dressOf } from '../dress.ts'
import { sharedCache } from '../shared-page.ts'
import { anchor, methodBadge, operationView, type Samples } from './operation-view.ts'
import { fieldRows, inline, typeWords } from './schema-view.ts'

/** What the store API says of itself; the composition of the program brings it. */
type Reference = {
  document: OpenApiDocument
  problems: { code: string; status: number; title: string; advice: string }[]
}

export type ReadReference = (shop: Shop) => Promise<Reference>

/** The reference of the store API: everything that its document says, to be read by people and tried out. */
export const referencePage = (read: ReadReference) => {
  // Large, and the same until the samples change: made and compressed once.
  let kept: { samples: string; shop: Shop; bytes: Buffer; packed: Promise<Buffer>; etag: string } | undefined
  return async (shop: Shop, request: Request): Promise<Response> => {
    const samples = await samplesOf(shop)
    const key = JSON.stringify(samples)
    if (kept?.samples !== key || kept.shop.identity !== shop.identity) {
      const { text } = referenceView(shop, await read(shop), samples)
      const bytes = Buffer.from(text)
      kept = { samples: key, shop, bytes, packed: compress(bytes), etag: `W/"${hash('sha1', bytes, 'base64url')}"` }
    }
    const { bytes, packed, etag } = kept
    const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': sharedCache, etag })
    if (request.headers.get('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers })
    headers.set('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
      return new Response(new Uint8Array(bytes), { headers })
    headers.set('content-encoding', 'gzip')
    return new Response(new Uint8Array(await packed), { headers })
  }
}

const compress = promisify(gzip)

type Place = { market: string; locale: 'en' | 'de' }

function placeOf(shop: Shop): Place {
  const market = shop.markets.find(({ locales }) => locales.includes('en')) ?? shop.markets[0]
  return { market: market?.code ?? '', locale: market?.locales.includes('en') ? 'en' : (market?.locales[0] ?? 'en') }
}

/** Things that are in the shop now, so that a request that is tried finds something. */
async function samplesOf(shop: Shop): Promise<Samples> {
  const place = placeOf(shop)
  const [home, menu, collections] = await Promise.all([
    readHome(shop, place),
    readMenu(shop, place),
    readCollections(shop, place),
  ])
  const card = home.bestSelling[0] ?? home.fresh[0]
  const product = card && (await readProduct(shop, place, card.slug))
  const variant = product && 'variants' in product ? product.variants.find(({ available }) => available > 0) : undefined
  const category = menu[0] && (await findCategory(shop, place, menu[0].slug)) ? menu[0].slug : ''
  return {
    params: {
      'readProduct slug': card?.slug ?? '',
      'readCategory slug': category,
      'readCollection slug': collections[0]?.slug ?? '',
      'readProducts category': category,
      'readProducts limit': '3',
      'searchProducts q': card?.name ?? '',
      'searchProducts limit': '3',
      'suggest q': card?.name.slice(0, 3) ?? '',
      'previewDelivery weightGrams': '500',
      'previewDelivery subtotalMinor': '2900',
      'setCartLine variantId': String(variant?.variantId ?? ''),
      'removeCartLine variantId': String(variant?.variantId ?? ''),
    },
    fields: { variantId: variant?.variantId ?? 1, quantity: 1 },
  }
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

type Listed = { path: string; method: string; operation: Operation }

function referenceView(shop: Shop, { document, problems }: Reference, samples: Samples): Html {
  const operations: Listed[] = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  )
  const groups = document.tags.map((tag) => ({
    ...tag,
    id: `tag-${tag.name.toLowerCase()}`,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))
  const given = { document, samples, place: placeOf(shop) }
  const about = renderMarkdown(document.info.description, { values: {}, blocks: [], address: (target) => target })
  const dress = dressOf(shop)
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Store API – ${shop.name}</title><meta name="description" content="The headless API of ${shop.name}: every endpoint, every field, every problem, and a form to try each."><link rel="stylesheet" href="${dress.stylesheet}"><link rel="stylesheet" href="${asset('reference.css')}"><script type="module" src="${asset('reference.js')}"></script><meta name="color-scheme" content="light dark">${dress.icons}</head><body class="reference"><a class="skip" href="#main">Skip to content</a><header class="reference-top"><div class="wrap"><a class="mark" href="/">${dress.mark}</a><p class="reference-links"><a href="${document.servers[0]?.url}/openapi.json">OpenAPI document</a><a href="/">To the shop</a></p></div></header><main id="main" tabindex="-1"><div class="wrap reference-columns"><nav class="reference-nav" aria-label="Contents"><details open><summary>Contents</summary><ul><li><a href="#about">How it works</a></li>${groups.map(
    (group) =>
      html`<li><a class="group" href="#${group.id}">${group.name}</a><ul>${group.operations.map(
        ({ method, operation }) =>
          html`<li><a href="#${anchor(operation)}">${methodBadge(method)}<span>${operation.summary}</span></a></li>`,
      )}</ul></li>`,
  )}<li><a class="group" href="#problems">Problems</a></li><li><a class="group" href="#schemas">Schemas</a></li></ul></details></nav><div class="reference-body"><section id="about"><h1>Store API</h1><p class="version">Version ${document.info.version} · <code>${document.servers[0]?.url}</code></p><div class="about prose">${about.map((part) => ('block' in part ? null : part))}</div></section>${groups.map(
    (group) =>
      html`<section id="${group.id}"><h2>${group.name}</h2><p class="lead">${group.description}</p>${group.operations.map(
        ({ path, method, operation }) => operationView(given, path, method, operation),
      )}</section>`,
  )}<section id="problems"><h2>Problems</h2><p class="lead">Every problem that the API answers. The code never changes its meaning.</p><ul class="problems">${problems.map(
    ({ code, status, title, advice }) =>
      html`<li id="problem-${code}"><p class="problem-head"><span class="status bad">${status}</span> <code>${code}</code></p><p class="strong">${title}</p><p class="field-words">${inline(advice)}</p></li>`,
  )}</ul></section><section id="schemas"><h2>Schemas</h2><p class="lead">Pieces that several answers share.</p>${Object.entries(
    document.components.schemas,
  ).map(([name, schema]) => {
    const rows = fieldRows(schema)
    return html`<details class="schema" id="schema-${name}"><summary><code>${name}</code></summary>${schema.description && html`<p class="measure">${inline(schema.description)}</p>`}${rows.length > 0 ? html`<ul class="fields-list">${rows}</ul>` : html`<p>${typeWords(schema)}</p>`}</details>`
  })}</section></div></div></main></body></html>`
}
