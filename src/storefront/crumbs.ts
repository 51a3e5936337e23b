import type { Crumb } from '../domain/browse/shelf.ts'
import { type Html, html, jsonForScript } from '../kit/html.ts'
import { href } from '../routes.ts'
import type { Visit } from './visit.ts'

/** The way back up: front page, department, part. */
export const crumbTrail = (visit: Visit, crumbs: readonly Crumb[] | undefined): Html | false =>
  crumbs !== undefined &&
  html`<nav class="crumbs" aria-label="${visit.say({ en: 'You are here', de: 'Sie sind hier' })}"><ol><li><a href="${href(
    visit.place,
    'home',
  )}">${visit.shop.name}</a></li>${crumbs.map(
    ({ name, slug }) => html`<li><a href="${href(visit.place, 'category', { slug })}">${name}</a></li>`,
  )}</ol></nav>`

/** The same way for search engines; `last` is the page itself. */
export function crumbsJsonLd(visit: Visit, crumbs: readonly Crumb[], last?: { name: string; path: string }): Html {
  const { place, shop } = visit
  const steps = [
    { name: shop.name, path: href(place, 'home') },
    ...crumbs.map(({ name, slug }) => ({ name, path: href(place, 'category', { slug }) })),
    ...(last ? [last] : []),
  ]
  return jsonLd({
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, path }, i) => ({
      '@type': 'ListItem',
      position: i + 1,
      name,
      item: shop.publicUrl + path,
    })),
  })
}

/** Data for search engines; browsers do not run it, so the content policy has nothing against it. */
export const jsonLd = (value: unknown): Html =>
  html`<script type="application/ld+json">${jsonForScript(value)}</script>`
