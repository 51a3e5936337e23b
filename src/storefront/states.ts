import type { Shop } from '../domain/shop.ts'
import { answerWith, type Passage } from '../kit/door.ts'
import { type Html, html } from '../kit/html.ts'
import type { BadRequest } from '../kit/http.ts'
import { StoreAway, type Stored, Unavailable } from '../kit/unavailable.ts'
import { href } from '../routes.ts'
import { drawing } from './drawing.ts'
import { dressOf } from './dress.ts'
import { shopPage } from './frame.ts'
import type { Visit } from './visit.ts'

/** The page does not exist, or not in this market: a way on, and the whole menu around it. */
export async function lostPage(visit: Visit | null, shop: Pick<Shop, 'name' | 'identity'>): Promise<Response> {
  if (!visit)
    return plainPage(shop, 404, 'compass', {
      en: ['This page is not here', 'The address may be mistyped, or the page has moved.'],
      de: ['Diese Seite gibt es nicht', 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.'],
    })
  const { say, place } = visit
  return shopPage(
    visit,
    {
      title: say({ en: 'Page not found', de: 'Seite nicht gefunden' }),
      page: 'state',
      robots: 'noindex',
      body: state(
        drawing('compass'),
        say({ en: 'This page is not here', de: 'Diese Seite gibt es nicht' }),
        html`<p class="lead">${say({
          en: 'The address may be mistyped, or what was here has moved or sold out for good. The search above knows everything that we have.',
          de: 'Vielleicht ist die Adresse vertippt, oder was hier war, ist umgezogen oder ausverkauft. Die Suche oben kennt alles, was wir haben.',
        })}</p><p class="row"><a class="button" href="${href(place, 'home')}">${say({
          en: 'To the front page',
          de: 'Zur Startseite',
        })}</a><a class="link" href="${href(place, 'newIn')}">${say({ en: 'See what is new', de: 'Neues ansehen' })}</a></p>`,
      ),
    },
    404,
  )
}

/** Something broke on our side, or there is too much to do. Needs neither database nor menu: they may be what broke. */
export async function faultPage(passage: Passage, where: Where, shop: Dressed, fault: unknown): Promise<Response> {
  if (fault instanceof Unavailable) return busyPage(passage, where, shop, fault)
  return plainPage(
    shop,
    500,
    'umbrella',
    {
      en: ['Something broke on our side', 'Nothing was ordered or charged by this. Please try again in a moment.'],
      de: [
        'Bei uns ist etwas schiefgegangen',
        'Dadurch wurde nichts bestellt oder abgebucht. Bitte versuchen Sie es gleich noch einmal.',
      ],
    },
    where,
  )
}

type Where = Pick<Visit, 'locale' | 'place'> | null
type Dressed = Pick<Shop, 'name' | 'identity'>

const busyPages = new WeakMap<Dressed, Map<string, string>>()

/**
 * Too many visitors, or the database is away for a moment. What was sent may have been done: nothing is promised of it. It is
 * made once and kept, for it is needed by the thousand when there is no time.
 */
export function busyPage(passage: Passage, where: Where, shop: Dressed, fault: Unavailable): Response {
  const kept = busyPages.get(shop) ?? new Map<string, string>()
  const words = fault instanceof StoreAway ? awayWords[fault.stored] : busyWords
  const key = `${words.en[0]}${where ? `${where.place.market}/${where.locale}` : ''}`
  const text = kept.get(key) ?? plainText(shop, 'toolbox', words, where)
  busyPages.set(shop, kept.set(key, text))
  return answerWith(passage, text, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      // Not all at the same moment again.
      'retry-after': String(fault.retryAfterSeconds + Math.floor(Math.random() * 4)),
    },
  })
}

const awayWords: Record<Stored, Said> = {
  carts: {
    en: [
      'We cannot reach your cart just now',
      'Your cart is safe: nothing in it is lost. Please try again in a few seconds. Nothing is ordered or paid twice.',
    ],
    de: [
      'Ihr Warenkorb ist gerade nicht zu erreichen',
      'Ihr Warenkorb ist sicher, und nichts darin geht verloren. Bitte versuchen Sie es in ein paar Sekunden noch einmal. Nichts wird doppelt bestellt oder bezahlt.',
    ],
  },
  sessions: {
    en: [
      'We cannot reach your account just now',
      'You stay signed in, and your cart is safe. Please try again in a few seconds.',
    ],
    de: [
      'Ihr Konto ist gerade nicht zu erreichen',
      'Sie bleiben angemeldet, und Ihr Warenkorb ist sicher. Bitte versuchen Sie es in ein paar Sekunden noch einmal.',
    ],
  },
}

const busyWords: Said = {
  en: [
    'One moment, please',
    'The shop has a great deal to do just now. Please try again in a few seconds. Your cart is safe, and nothing is ordered or paid twice.',
  ],
  de: [
    'Einen Moment bitte',
    'Im Shop ist gerade sehr viel los. Bitte versuchen Sie es in ein paar Sekunden noch einmal. Ihr Warenkorb ist sicher, und nichts wird doppelt bestellt oder bezahlt.',
  ],
}

/** A request that was refused at the door: an expired form, one of another site, one too large. */
export async function refusedPage(visit: Visit, refused: BadRequest): Promise<Response> {
  const { say, place } = visit
  const isForm = refused.status === 403
  return shopPage(
    visit,
    {
      title: say({ en: 'Not accepted', de: 'Nicht angenommen' }),
      page: 'state',
      robots: 'noindex',
      body: state(
        drawing(isForm ? 'keys' : 'umbrella'),
        isForm
          ? say({ en: 'This form has expired', de: 'Dieses Formular ist abgelaufen' })
          : say({ en: 'We could not read that request', de: 'Diese Anfrage konnten wir nicht lesen' }),
        html`<p class="lead">${
          isForm
            ? say({
                en: 'It was open for very long, or it was sent from another site. Nothing was changed. Go back, reload the page and send it again.',
                de: 'Es war sehr lange offen oder kam von einer fremden Seite. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
              })
            : say({
                en: 'Nothing was changed. Go back and try it once more.',
                de: 'Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es noch einmal.',
              })
        }</p><p><a class="button" href="${href(place, 'home')}">${say({ en: 'To the front page', de: 'Zur Startseite' })}</a></p>`,
      ),
    },
    refused.status,
  )
}

/** A page that says one thing: drawing, title, words and a way on. */
export const state = (drawn: Html, title: string, more: Html): Html =>
  html`<div class="wrap state-box">${drawn}<div class="stack"><h1>${title}</h1>${more}</div></div>`

const toTheShop = { en: 'To the shop', de: 'Zum Shop' }

type Said = { en: readonly [string, string]; de: readonly [string, string] }

export async function plainPage(
  shop: Pick<Shop, 'name' | 'identity'>,
  status: number,
  drawn: Parameters<typeof drawing>[0],
  said: Said,
  where: Where = null,
  headers: Record<string, string> = {},
  /** Another way on than the front page. */
  more: Html | null = null,
): Promise<Response> {
  return new Response(plainText(shop, drawn, said, where, more), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store', ...headers },
  })
}

function plainText(
  shop: Dressed,
  drawn: Parameters<typeof drawing>[0],
  said: Said,
  where: Where,
  more: Html | null = null,
): string {
  const languages = where ? [where.locale] : (['en', 'de'] as const)
  const home = where ? href(where.place, 'home') : '/'
  const dress = dressOf(shop)
  const page = html`<!doctype html><html lang="${languages[0]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${said[languages[0] ?? 'en'][0]} – ${shop.name}</title><link rel="stylesheet" href="${dress.stylesheet}">${dress.icons}</head><body class="state"><main id="main">${state(
    drawing(drawn),
    said[languages[0] ?? 'en'][0],
    html`${languages.map(
      (language, i) =>
        html`<div lang="${language}">${i > 0 && html`<h2>${said[language][0]}</h2>`}<p class="lead">${said[language][1]}</p></div>`,
    )}${more}<p><a class="${more ? 'link' : 'button'}" href="${home}">${where ? toTheShop[where.locale] : `${toTheShop.en} · ${toTheShop.de}`}</a></p>`,
  )}</main></body></html>`
  return page.text
}
