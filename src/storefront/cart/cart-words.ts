import type { LineNotice } from '../../domain/carts/line-notices.ts'
import type { CartView, ViewedLine } from '../../domain/carts/view-cart.ts'
import type { Words } from '../../domain/settings/market.ts'
import { type Html, html } from '../../ui/html.ts'
import { money, moneyText } from '../../ui/money.ts'
import type { SumRow } from '../../ui/summary.ts'
import type { Visit } from '../visit.ts'

/** The words that cart, drawer and checkout share. */

export const lineNotices = (visit: Visit, { notices }: Pick<ViewedLine, 'notices'>): string[] =>
  notices.map((notice) => noticeWords(visit, notice))

function noticeWords(visit: Visit, notice: LineNotice): string {
  const { say } = visit
  switch (notice.notice) {
    case 'price-went-up':
    case 'price-went-down': {
      const [from, to] = [moneyText(visit, notice.fromMinor), moneyText(visit, notice.toMinor)]
      return say({
        en: `The price changed from ${from} to ${to}.`,
        de: `Der Preis hat sich von ${from} auf ${to} geändert.`,
      })
    }
    case 'only-n-left':
      return say({
        en: `Only ${notice.left} left. Please take fewer.`,
        de: `Nur noch ${notice.left} da. Bitte nehmen Sie weniger.`,
      })
    case 'sold-out':
      return say({ en: 'Sold out meanwhile. Please remove it.', de: 'Inzwischen ausverkauft. Bitte entfernen Sie es.' })
    case 'no-longer-sold':
      return say({
        en: 'No longer sold here. Please remove it.',
        de: 'Wird hier nicht mehr verkauft. Bitte entfernen Sie es.',
      })
  }
}

export function codeProblemWords(visit: Visit, problem: NonNullable<CartView['codeProblem']>): string {
  return problem.problem === 'code-below-minimum'
    ? visit.say({
        en: `This code works from ${moneyText(visit, problem.minimumMinor)} on.`,
        de: `Dieser Code gilt ab ${moneyText(visit, problem.minimumMinor)}.`,
      })
    : visit.say({ en: 'This code does not work here.', de: 'Dieser Code gilt hier nicht.' })
}

const free: Words = { en: 'Free', de: 'Kostenlos' }

/** The sums of a cart or a checkout; before a method is chosen shipping is an estimate. */
export function sumRows(visit: Visit, view: CartView): { rows: SumRow[]; total: SumRow } {
  const { say, market } = visit
  const { priced, preview, cart } = view
  const rows: SumRow[] = [
    { label: say({ en: 'Subtotal', de: 'Zwischensumme' }), amount: money(visit, priced.subtotalMinor) },
  ]
  if (priced.discountMinor > 0)
    rows.push({
      label: `${say({ en: 'Discount', de: 'Rabatt' })} ${cart.code ?? ''}`,
      amount: html`−${money(visit, priced.discountMinor)}`,
      kind: 'good',
    })
  const estimate = view.method === null && preview !== null
  const shippingMinor = priced.shippingMinor ?? estimatedShipping(view)
  if (shippingMinor !== null)
    rows.push({
      label: say({ en: 'Shipping', de: 'Versand' }),
      amount: shippingMinor === 0 ? say(free) : money(visit, shippingMinor),
      note: estimate ? preview.name : view.method?.name,
    })
  const added = market.taxStyle === 'added'
  if (added && priced.taxIsKnown)
    for (const tax of priced.taxes)
      rows.push({ label: tax.name, amount: money(visit, tax.taxMinor), note: percent(visit, tax.basisPoints) })
  const totalMinor = priced.totalMinor + (priced.shippingMinor === null ? (shippingMinor ?? 0) : 0)
  return {
    rows,
    total: {
      label: say({ en: 'Total', de: 'Gesamt' }),
      amount: money(visit, totalMinor),
      note: added
        ? priced.taxIsKnown
          ? undefined
          : say({ en: 'plus sales tax, shown at checkout', de: 'zzgl. Verkaufssteuer, im Bestellvorgang berechnet' })
        : includedTax(visit, view),
    },
  }
}

const percent = (visit: Pick<Visit, 'locale'>, basisPoints: number) =>
  `${(basisPoints / 100).toLocaleString(visit.locale === 'de' ? 'de-DE' : 'en-US')} %`

function estimatedShipping({ preview, discount }: CartView): number | null {
  if (!preview) return null
  return discount?.kind === 'free-shipping' ? 0 : preview.priceMinor
}

function includedTax(visit: Visit, { priced }: CartView): Html | string {
  const taxes = priced.taxes.filter((tax) => tax.taxMinor > 0)
  if (taxes.length === 0) return visit.say({ en: 'incl. VAT', de: 'inkl. MwSt.' })
  return html`${visit.say({ en: 'incl. VAT', de: 'inkl. MwSt.' })} ${taxes.map(
    (tax, i) => html`${i > 0 && ' + '}${money(visit, tax.taxMinor)} (${percent(visit, tax.basisPoints)})`,
  )}`
}

/** How much is missing for free shipping, with a bar; null where it is never free or there already. */
export function freeShippingBar(visit: Visit, { freeShipping, pieces }: CartView): Html | null {
  if (!freeShipping || pieces === 0) return null
  const { fromMinor, missingMinor } = freeShipping
  const words =
    missingMinor === 0
      ? visit.say({ en: 'Standard delivery is free for you.', de: 'Der Standardversand ist für Sie kostenlos.' })
      : visit.say({
          en: `${moneyText(visit, missingMinor)} to go for free standard delivery.`,
          de: `Noch ${moneyText(visit, missingMinor)} bis zum kostenlosen Standardversand.`,
        })
  return html`<div class="progress"><p id="free-words">${words}</p><progress max="${fromMinor}" value="${fromMinor - missingMinor}" aria-labelledby="free-words"></progress></div>`
}
