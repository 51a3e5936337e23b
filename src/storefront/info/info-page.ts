import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { lostPage } from '../states.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { about, contact } from './about-view.ts'
import { accessibility, imprint, privacy } from './duties-view.ts'
import { returns, shipping } from './service-view.ts'
import { terms, withdrawal } from './terms-view.ts'
import { type Info, type InfoTopic, infoTopics } from './topics.ts'

const views: Record<InfoTopic, (visit: Visit) => Info | Promise<Info>> = {
  about,
  contact,
  shipping,
  returns,
  privacy,
  terms,
  imprint,
  withdrawal,
  accessibility,
}

const names: Record<InfoTopic, { en: string; de: string }> = {
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

export const infoPage: PageHandler = async (visit) => {
  const { shop, place, params, say } = visit
  const topic = infoTopics.find((known) => known === params.topic)
  if (!topic) return lostPage(visit, shop)
  const { title, description, body } = await views[topic](visit)
  return shopPage(visit, {
    title,
    description,
    page: 'info',
    samePage: (other) => href(other, 'info', { topic }),
    body: html`<div class="wrap info-page"><div class="info-columns"><nav class="info-nav" aria-label="${say({
      en: 'Information',
      de: 'Informationen',
    })}"><ul>${infoTopics.map(
      (one) =>
        html`<li><a href="${href(place, 'info', { topic: one })}"${one === topic && html` aria-current="page"`}>${say(names[one])}</a></li>`,
    )}</ul></nav><article class="prose"><h1>${title}</h1>${body}</article></div></div>`,
  })
}
