import { type Html, html } from '../kit/html.ts'
import type { Speaker } from './speaker.ts'

/*
 * stars(visit, 4.6)          five stars, filled to the half
 * stars(visit, 4.6, 128)     with '4.6 (128)' beside them
 */

export const oneDigit = (value: number, locale: string): string =>
  locale === 'de' ? value.toFixed(1).replace('.', ',') : value.toFixed(1)

export function stars({ say, locale }: Pick<Speaker, 'say' | 'locale'>, rating: number, count?: number): Html {
  const words = oneDigit(rating, locale)
  const label = say({ en: `${words} of 5 stars`, de: `${words} von 5 Sternen` })
  const half = Math.round(rating * 2) * 5
  return html`<span class="rating"><span class="stars stars-${half}" role="img" aria-label="${label}"></span>${
    count !== undefined && html`<span class="rating-words">${words} <span class="soft">(${count})</span></span>`
  }</span>`
}
