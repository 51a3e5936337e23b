import { type Html, html } from '../kit/html.ts'
import { formatMoney } from '../kit/money.ts'
import type { Speaker } from './speaker.ts'

/*
 * money(visit, 6490)                   '$64.90' that never breaks
 * priceTag(visit, card.price, { from: card.priceVaries })   new, old and unit price, for cards and lines
 * lowestPrice(visit, price)            'Lowest price of the last 30 days: …', or null
 * percentOff(price)                    24, or null; percentWords(visit, 24) says it
 *
 * The reduced price is the only red thing of the shop (class "sale").
 */

export type PriceOf = {
  amountMinor: number
  wasMinor: number | null
  lowest30Minor: number | null
  perUnit: { amountMinor: number; unit: 'kg' | 'l' | 'm' } | null
}

export const moneyText = (speaker: Pick<Speaker, 'locale' | 'market'>, minor: number): string =>
  formatMoney(minor, speaker.market.currency, speaker.locale)

export const money = (speaker: Pick<Speaker, 'locale' | 'market'>, minor: number): Html =>
  html`<span class="money">${moneyText(speaker, minor)}</span>`

export function priceTag(speaker: Speaker, price: PriceOf, options: { from?: boolean } = {}): Html {
  const { say } = speaker
  const from = options.from && html`<span class="from">${say({ en: 'from', de: 'ab' })}</span> `
  return html`<span class="price">${from}${
    price.wasMinor
      ? html`<span class="unseen">${say({ en: 'Now', de: 'Jetzt' })} </span><span class="money sale">${moneyText(
          speaker,
          price.amountMinor,
        )}</span> <s class="money was"><span class="unseen">${say({ en: 'before', de: 'vorher' })} </span>${moneyText(speaker, price.wasMinor)}</s>`
      : money(speaker, price.amountMinor)
  }</span>`
}

export const unitPrice = (speaker: Speaker, price: PriceOf): Html | null =>
  price.perUnit &&
  html`<span class="money">${moneyText(speaker, price.perUnit.amountMinor)}</span>/${price.perUnit.unit}`

/** German law asks for it beside every reduced price. */
export const lowestPrice = (speaker: Speaker, price: PriceOf): Html | null =>
  price.wasMinor === null || price.lowest30Minor === null
    ? null
    : html`${speaker.say({ en: 'Lowest price of the last 30 days:', de: 'Niedrigster Preis der letzten 30 Tage:' })} ${money(
        speaker,
        price.lowest30Minor,
      )}`

/** '−24%' as the language writes it. */
export const percentWords = ({ locale }: Pick<Speaker, 'locale'>, percent: number): string =>
  locale === 'de' ? `−${percent}\u00a0%` : `−${percent}%`

export const percentOff = ({ amountMinor, wasMinor }: Pick<PriceOf, 'amountMinor' | 'wasMinor'>): number | null =>
  wasMinor ? Math.floor((100 * (wasMinor - amountMinor)) / wasMinor) || null : null
