import type { Words } from '../../domain/settings/market.ts'
import { textOf } from '../../domain/settings/shop-texts.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { lostPage } from '../states.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { menuOf, ownText } from './own-texts.ts'
import { shippingRates } from './shipping-rates.ts'

const names: Record<string, Words> = {
  about: { en: 'About us', de: 'Über uns' },
  contact: { en: 'Contact', de: 'Kontakt' },
  shipping: { en: 'Shipping', de: 'Versand' },
  returns: { en: 'Returns', de: 'Rückgabe' },
  privacy: { en: 'Privacy', de: 'Datenschutz' },
  terms: { en: 'Terms', de: 'AGB' },
  imprint: { en: 'Imprint', de: 'Impressum' },
  withdrawal: { en: 'Right of withdrawal', de: 'Widerrufsrecht' },
  accessibility: { en: 'Accessibility', de: 'Barrierefreiheit' },
}

/** A page of the shop's own words: its text, with the blocks that are drawn for each visit. */
export const infoPage: PageHandler = async (visit) => {
  const { shop, place, params, say } = visit
  const topic = params.topic ?? ''
  const text = ownText(visit, topic)
  if (!text) return lostPage(visit, shop)
  const { title, description, parts } = text
  const body = await Promise.all(parts.map((part) => ('block' in part ? blocks[part.block]?.(visit) : part)))
  const words = (one: string, menu: string | null) => menu ?? (names[one] ? say(names[one]) : one)
  return shopPage(visit, {
    title,
    description,
    page: 'info',
    samePage: (other) => (textOf(shop.identity, other, topic) ? href(other, 'info', { topic }) : null),
    body: html`<div class="wrap info-page"><div class="info-columns"><nav class="info-nav" aria-label="${say({
      en: 'Information',
      de: 'Informationen',
    })}"><ul>${menuOf(visit).map(
      ({ topic: one, menu }) =>
        html`<li><a href="${href(place, 'info', { topic: one })}"${one === topic && html` aria-current="page"`}>${words(one, menu)}</a></li>`,
    )}</ul></nav><article class="prose"><h1>${title}</h1>${body}</article></div></div>`,
  })
}

const blocks: Record<string, (visit: Visit) => Html | Promise<Html>> = {
  'shipping-rates': shippingRates,
  'withdrawal-button': ({ say, place }) =>
    html`<p><a class="button" href="${href(place, 'withdrawal')}">${say({ en: 'Withdraw from a contract', de: 'Vertrag widerrufen' })}</a></p>`,
}
