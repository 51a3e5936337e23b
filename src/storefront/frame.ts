import { readMenu } from '../domain/browse/read-menu.ts'
import type { CategoryNode } from '../domain/browse/shelf.ts'
import type { Locale, Market } from '../domain/settings/market.ts'
import { type Html, html, inOnePiece } from '../kit/html.ts'
import { href, type Place } from '../routes.ts'
import { icon } from '../ui/icon.ts'
import { asset } from './assets.ts'
import { dressOf } from './dress.ts'
import { respond } from './respond.ts'
import type { Visit } from './visit.ts'

/*
 * What stands around every page.
 *
 *   return shopPage(visit, { title, body, page: 'cart' })            header with menu and search, footer
 *   return checkoutPage(visit, { title, body, page: 'checkout', steps: steps(…) })   the calm frame: logo, steps, help
 *
 * The body goes into <main>; give it one h1. Wrap it in <div class="wrap"> (or "wrap narrow" for forms and texts), which
 * keeps the page's margins. Account, cart and checkout pages add `styles: 'till'`; forms that double clicks must not send
 * twice are <form data-once>.
 */
export type Frame = {
  title: string
  /** For search engines and shared links. */
  description?: string
  body: Html
  /** More for <head>: JSON-LD, a picture for shared links. */
  head?: Html
  robots?: 'noindex'
  /** The class of <body>: styles of one page are written below it. */
  page: string
  /** The same page in another market or language, null where it is not there. Also gives canonical and hreflang. */
  samePage?: (place: Place) => string | null
  /** Stays in the search field. */
  searched?: string
  scripts?: readonly ('list' | 'product' | 'till')[]
  styles?: 'till'
  /** What a shared page shows (domain/browse/about.ts), so that the process may keep it. */
  about?: () => readonly string[]
  /** Checkout only: what stands in the middle of its header. */
  steps?: Html
}

export async function shopPage(visit: Visit, frame: Frame, status = 200): Promise<Response> {
  const parts = partsFor(visit, await readMenu(visit.shop, visit.place))
  return respond(
    visit,
    html`${head(visit, frame)}${parts.beforeSearch}${frame.searched ? html` value="${frame.searched}"` : ''}${parts.afterSearch}<main id="main" tabindex="-1">${frame.body}</main>${parts.footer}${placeSwitch(visit, frame)}</body></html>`,
    { status, about: frame.about },
  )
}

export async function checkoutPage(visit: Visit, frame: Frame, status = 200): Promise<Response> {
  const { say, place } = visit
  const info = (topic: string) => href(place, 'info', { topic })
  return respond(
    visit,
    html`${head(visit, { styles: 'till', robots: 'noindex', ...frame })}<a class="skip" href="#main">${say(skip)}</a><header class="calm"><div class="wrap calm-row">${mark(
      visit,
    )}${frame.steps}<a class="calm-help" href="${info('contact')}">${say({ en: 'Help', de: 'Hilfe' })}</a></div></header><main id="main" tabindex="-1">${
      frame.body
    }</main><footer class="calm-foot"><div class="wrap"><ul class="row-links">${[
      ['terms', say({ en: 'Terms', de: 'AGB' })] as const,
      ['withdrawal', say({ en: 'Right of withdrawal', de: 'Widerrufsrecht' })] as const,
      ['privacy', say({ en: 'Privacy', de: 'Datenschutz' })] as const,
      ['imprint', say({ en: 'Imprint', de: 'Impressum' })] as const,
    ].map(([topic, words]) => html`<li><a href="${info(topic)}">${words}</a></li>`)}</ul></div></footer></body></html>`,
    { status },
  )
}

const skip = { en: 'Skip to content', de: 'Zum Inhalt' }

export const languageTag = (place: Place, market: Market): string => `${place.locale}-${market.countries[0] ?? ''}`

/** All markets in all their languages, in the order of the switch. */
export const placesOf = (visit: Pick<Visit, 'shop'>): { place: Place; market: Market }[] =>
  visit.shop.markets.flatMap((market) =>
    market.locales.map((locale) => ({ place: { market: market.code, locale }, market })),
  )

function head(visit: Visit, frame: Frame): Html {
  const { shop, locale } = visit
  const canonical = frame.samePage?.(visit.place)
  const title = frame.page === 'home' ? frame.title : `${frame.title} – ${shop.name}`
  const dress = dressOf(shop)
  const scripts = ['shop', ...(frame.scripts ?? [])]
  return html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>${
    frame.description && html`<meta name="description" content="${frame.description}">`
  }<link rel="preload" href="${asset('grotesque.woff2')}" as="font" type="font/woff2" crossorigin><link rel="stylesheet" href="${dress.stylesheet}">${frame.styles && html`<link rel="stylesheet" href="${asset(`${frame.styles}.css`)}">`}${scripts.map(
    (name) => html`<script type="module" src="${asset(`${name}.js`)}"></script>`,
  )}<link rel="modulepreload" href="${asset('dom.js')}"><meta name="color-scheme" content="light dark"><meta name="theme-color" content="${dress.theme.light}" media="(prefers-color-scheme: light)"><meta name="theme-color" content="${dress.theme.dark}" media="(prefers-color-scheme: dark)">${dress.icons}<link rel="manifest" href="/site.webmanifest">${
    frame.robots && html`<meta name="robots" content="${frame.robots}">`
  }${canonical && links(visit, frame, canonical)}${sharing(visit, frame)}${frame.head}</head><body class="${frame.page}"${scriptWords(visit)}>`
}

const scriptWords = ({ say, place }: Visit): Html =>
  html` data-home="${href(place, 'home')}" data-title="${say({ en: 'Cart', de: 'Warenkorb' })}" data-close="${say({ en: 'Close', de: 'Schließen' })}" data-failed="${say(
    {
      en: 'That did not work. Please try again.',
      de: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
    },
  )}" data-none="${say({ en: 'nothing', de: 'nichts' })}" data-lately="${say({ en: 'Searched lately', de: 'Zuletzt gesucht' })}"`

function links(visit: Visit, frame: Frame, canonical: string): Html {
  const { publicUrl } = visit.shop
  const others =
    frame.robots === 'noindex'
      ? null
      : placesOf(visit).map(({ place, market }) => {
          const path = frame.samePage?.(place)
          return (
            path && html`<link rel="alternate" hreflang="${languageTag(place, market)}" href="${publicUrl}${path}">`
          )
        })
  return html`<link rel="canonical" href="${publicUrl}${canonical}">${others}`
}

const sharing = (visit: Visit, frame: Frame, share = dressOf(visit.shop).share) =>
  visit.cache === 'shared' &&
  html`<meta property="og:site_name" content="${visit.shop.name}"><meta property="og:title" content="${frame.title}">${
    frame.description && html`<meta property="og:description" content="${frame.description}">`
  }<meta property="og:locale" content="${visit.locale}">${
    share &&
    !frame.head?.text.includes('og:image') &&
    html`<meta property="og:image" content="${visit.shop.publicUrl}${share}">`
  }`

export const mark = (visit: Pick<Visit, 'place' | 'shop'>): Html =>
  html`<a class="mark" href="${href(visit.place, 'home')}">${dressOf(visit.shop).mark}</a>`

type Parts = { beforeSearch: Html; afterSearch: Html; footer: Html }

// Header and footer are the same on every page of a place, as long as its menu is.
const made = new WeakMap<CategoryNode[], Parts>()

function partsFor(visit: Visit, menu: CategoryNode[]): Parts {
  let parts = made.get(menu)
  if (!parts) {
    parts = { ...header(visit, menu), footer: inOnePiece(footer(visit)) }
    made.set(menu, parts)
  }
  return parts
}

function header({ say, place, shop }: Visit, menu: CategoryNode[]): Omit<Parts, 'footer'> {
  const category = (node: CategoryNode) =>
    html`<a href="${href(place, 'category', { slug: node.slug })}">${node.name}</a>`
  const first = html`<li><a href="${href(place, 'newIn')}">${say({ en: 'New', de: 'Neu' })}</a></li><li><a href="${href(place, 'sale')}">${say({ en: 'Sale', de: 'Sale' })}</a></li>`
  const before = html`<a class="skip" href="#main">${say(skip)}</a><header class="top"><div class="wrap top-row"><button class="top-button menu-button" type="button" popovertarget="menu">${icon(
    'menu',
  )}<span>${say({ en: 'Shop', de: 'Sortiment' })}</span></button>${mark({ place, shop })}<form class="search" role="search" action="${href(
    place,
    'search',
  )}" data-suggest="${href(place, 'suggest')}"><label class="unseen" for="q">${say({ en: 'Search the shop', de: 'Im Shop suchen' })}</label><input id="q" name="q" type="search" autocomplete="off" enterkeyhint="search" placeholder="${say({ en: 'Search', de: 'Suchen' })}: ${say(shop.identity.words.search)}"`
  const after = html`><button type="submit" aria-label="${say({ en: 'Search', de: 'Suchen' })}">${icon('search')}</button></form><div class="top-links"><button class="top-button place-button" type="button" popovertarget="places">${icon('globe')}<span>${place.market.toUpperCase()} · ${place.locale.toUpperCase()}</span><span class="unseen">, ${say({ en: 'country and language', de: 'Land und Sprache' })}</span></button><a class="top-button" href="${href(place, 'account')}" data-account>${icon(
    'person',
  )}<span data-name>${say({ en: 'Account', de: 'Konto' })}</span></a><a class="top-button" href="${href(place, 'cart')}" data-cart>${icon(
    'bag',
  )}<span>${say({ en: 'Cart', de: 'Warenkorb' })}</span><span class="count" data-count hidden></span></a></div></div><nav class="top-nav wrap" aria-label="${say(
    { en: 'Departments', de: 'Abteilungen' },
  )}"><ul><li><button class="nav-button" type="button" popovertarget="menu">${say({ en: 'All departments', de: 'Alle Abteilungen' })}${icon('down')}</button></li>${first}${menu.slice(0, 9).map((node) => html`<li>${category(node)}</li>`)}</ul></nav></header><nav class="menu" id="menu" popover aria-label="${say(
    { en: 'All departments', de: 'Alle Abteilungen' },
  )}"><div class="menu-head"><p class="strong">${say({
    en: 'All departments',
    de: 'Alle Abteilungen',
  })}</p><button class="icon-button" type="button" popovertarget="menu" popovertargetaction="hide" aria-label="${say({ en: 'Close menu', de: 'Menü schließen' })}">${icon(
    'close',
  )}</button></div><div class="menu-body"><ul class="menu-first">${first}</ul><ul class="menu-list">${menu.map(
    (node) => html`<li>${category(node)}<ul>${node.parts.map((part) => html`<li>${category(part)}</li>`)}</ul></li>`,
  )}</ul></div><p class="menu-end"><button class="link" type="button" popovertarget="places">${icon('globe')}${say({ en: 'Country and language', de: 'Land und Sprache' })}</button></p></nav>`
  return { beforeSearch: inOnePiece(before), afterSearch: inOnePiece(after) }
}

function footer({ say, place, shop, market, now }: Visit): Html {
  const info = (topic: string, words: string) => html`<li><a href="${href(place, 'info', { topic })}">${words}</a></li>`
  const group = (title: string, links: Html) => html`<div><h2>${title}</h2><ul>${links}</ul></div>`
  return html`<footer class="foot"><div class="wrap foot-row"><div class="foot-brand"><a class="mark" href="${href(place, 'home')}">${dressOf(shop).footMark}</a><p>${say(shop.identity.words.tagline)}</p><button class="button quiet" type="button" popovertarget="places">${icon('globe')}${placeName(place.locale, market, place.locale)}</button></div>${group(
    say({ en: 'Shop', de: 'Einkaufen' }),
    html`<li><a href="${href(place, 'newIn')}">${say({ en: 'New in', de: 'Neu im Shop' })}</a></li><li><a href="${href(place, 'sale')}">${say({ en: 'Sale', de: 'Sale' })}</a></li><li><a href="${href(place, 'cart')}">${say({ en: 'Cart', de: 'Warenkorb' })}</a></li><li><a href="${href(place, 'account')}">${say({ en: 'Your account', de: 'Ihr Konto' })}</a></li>`,
  )}${group(
    say({ en: 'Help', de: 'Hilfe' }),
    html`<li><a href="${href(place, 'orderLookup')}">${say({ en: 'Find an order', de: 'Bestellung finden' })}</a></li>${info('shipping', say({ en: 'Shipping', de: 'Versand' }))}${info('returns', say({ en: 'Returns', de: 'Rückgabe' }))}${info('contact', say({ en: 'Contact', de: 'Kontakt' }))}<li><a href="${href(place, 'withdrawal')}">${say({ en: 'Withdraw from a contract', de: 'Vertrag widerrufen' })}</a></li>`,
  )}${group(
    shop.name,
    html`${info('about', say({ en: 'About us', de: 'Über uns' }))}${info('privacy', say({ en: 'Privacy', de: 'Datenschutz' }))}${info('terms', say({ en: 'Terms', de: 'AGB' }))}${info('withdrawal', say({ en: 'Right of withdrawal', de: 'Widerrufsbelehrung' }))}${info('accessibility', say({ en: 'Accessibility', de: 'Barrierefreiheit' }))}${info('imprint', say({ en: 'Imprint', de: 'Impressum' }))}`,
  )}</div><div class="wrap foot-end"><p>© ${now.getUTCFullYear()} ${shop.name}</p><p>${
    market.taxStyle === 'included'
      ? html`${say({ en: 'Prices include VAT, plus', de: 'Preise inkl. MwSt., zzgl.' })} <a href="${href(place, 'info', { topic: 'shipping' })}">${say({ en: 'shipping', de: 'Versand' })}</a>.`
      : say({
          en: 'Prices without sales tax, which is added at checkout.',
          de: 'Preise ohne Steuer; sie kommt an der Kasse dazu.',
        })
  }</p></div></footer>`
}

const names = new Map<string, Intl.DisplayNames>()
const placeNames = new Map<string, string>()

function placeName(locale: Locale, market: Market, inLocale: Locale): string {
  const key = `${market.code} ${locale} ${inLocale}`
  let name = placeNames.get(key)
  if (!name) {
    name = findPlaceName(locale, market, inLocale)
    placeNames.set(key, name)
  }
  return name
}

function findPlaceName(locale: Locale, market: Market, inLocale: Locale): string {
  let regions = names.get(inLocale)
  if (!regions) {
    regions = new Intl.DisplayNames(inLocale, { type: 'region' })
    names.set(inLocale, regions)
  }
  const country = regions.of(market.countries[0] ?? '') ?? market.name
  return `${country} (${market.currency}) · ${locale === 'de' ? 'Deutsch' : 'English'}`
}

/** The switch stays on the same page; where the page is missing it leads to the front page. */
function placeSwitch(visit: Visit, frame: Frame): Html {
  const { say } = visit
  const title = say({ en: 'Country and language', de: 'Land und Sprache' })
  return html`<nav class="places" id="places" popover aria-label="${title}"><p class="strong">${title}</p><ul>${placesOf(
    visit,
  ).map(({ place, market }) => {
    const here = place.market === visit.place.market && place.locale === visit.place.locale
    const path = frame.samePage?.(place) ?? href(place, 'home')
    return html`<li><a href="${path}" lang="${place.locale}" hreflang="${place.locale}"${here && html` aria-current="true"`}>${placeName(place.locale, market, place.locale)}${here && icon('check')}</a></li>`
  })}</ul></nav>`
}
