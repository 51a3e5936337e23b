import type { LineNotice } from '../../domain/carts/line-notices.ts'
import type { CartView, ViewedLine } from '../../domain/carts/view-cart.ts'
import type { WaitingOrder } from '../../domain/checkout/read-checkout.ts'
import type { PricedCart } from '../../domain/pricing/priced-cart.ts'
import type { Words } from '../../domain/settings/market.ts'
import type { ShippingOption } from '../../domain/shipping/read-methods.ts'
import { type Html, html } from '../../kit/html.ts'
import { formatMoney } from '../../kit/money.ts'
import { formatPercent } from '../../kit/numbers.ts'
import { href } from '../../routes.ts'
import { moneyText } from '../../ui/money.ts'
import { notice } from '../../ui/notice.ts'
import type { SumRow } from '../../ui/summary.ts'
import type { Visit } from '../visit.ts'

/** The words that cart, drawer, checkout and orders share. */

type Speaker = Pick<Visit, 'say' | 'locale'>

export const lineNotices = (visit: Visit, { notices }: Pick<ViewedLine, 'notices'>): string[] =>
  notices.map((changed) => noticeWords(visit, changed))

function noticeWords(visit: Visit, changed: LineNotice): string {
  const { say } = visit
  switch (changed.notice) {
    case 'price-went-up':
    case 'price-went-down': {
      const [from, to] = [moneyText(visit, changed.fromMinor), moneyText(visit, changed.toMinor)]
      return say({
        en: `The price changed from ${from} to ${to}.`,
        de: `Der Preis hat sich von ${from} auf ${to} geändert.`,
      })
    }
    case 'only-n-left':
      return say({
        en: `Only ${changed.left} left. Please take fewer.`,
        de: `Nur noch ${changed.left} da. Bitte nehmen Sie weniger.`,
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

/** The sums of a cart or a checkout; before a method is chosen shipping is an estimate. */
export function sumRows(visit: Speaker, view: CartView): { rows: SumRow[]; total: SumRow } {
  const { priced, preview, method, shippingOptions } = view
  const likely = preview ?? shippingOptions[0]
  if (priced.shippingMinor !== null || !likely)
    return pricedRows(visit, priced, { code: view.cart.code, shipping: method?.name })
  const estimateMinor = view.discount?.kind === 'free-shipping' ? 0 : likely.priceMinor
  // The likely shipping is not taxed yet, so what tax the total contains is not known to the cent.
  const taxes = priced.taxStyle === 'included' && estimateMinor > 0 ? [] : priced.taxes
  return pricedRows(
    visit,
    { ...priced, taxes, shippingMinor: estimateMinor, totalMinor: priced.totalMinor + estimateMinor },
    { code: view.cart.code, shipping: likely.name },
  )
}

export const cheapestOf = (options: readonly ShippingOption[]): ShippingOption | null =>
  options.reduce<ShippingOption | null>(
    (best, option) => (best && best.priceMinor <= option.priceMinor ? best : option),
    null,
  )

const free: Words = { en: 'Free', de: 'Kostenlos' }

/** What pricing has found, as rows: where each part of the total comes from, taxes with what they were taken of. */
export function pricedRows(
  visit: Speaker,
  priced: PricedCart,
  named: { code: string | null; shipping: string | undefined },
): { rows: SumRow[]; total: SumRow } {
  const { say } = visit
  const amount = (minor: number) => money(priced, visit, minor)
  const rows: SumRow[] = [{ label: say({ en: 'Subtotal', de: 'Zwischensumme' }), amount: amount(priced.subtotalMinor) }]
  if (priced.discountMinor > 0)
    rows.push({
      label: `${say({ en: 'Discount', de: 'Rabatt' })} ${named.code ?? ''}`,
      amount: html`−${amount(priced.discountMinor)}`,
      kind: 'good',
    })
  if (priced.shippingMinor !== null)
    rows.push({
      label: say({ en: 'Shipping', de: 'Versand' }),
      amount: priced.shippingMinor === 0 ? say(free) : amount(priced.shippingMinor),
      note: named.shipping,
    })
  const taxes = priced.taxes.filter((tax) => tax.taxMinor > 0)
  const added = priced.taxStyle === 'added'
  if (added && priced.taxIsKnown)
    for (const tax of taxes)
      rows.push({
        label: say(taxName(tax.name)),
        amount: amount(tax.taxMinor),
        note: html`${formatPercent(tax.basisPoints, visit.locale)} ${say({ en: 'of', de: 'auf' })} ${amount(tax.baseMinor)}`,
      })
  if (added && priced.taxIsKnown && taxes.length === 0) rows.push({ label: say(salesTax), amount: amount(0) })
  return {
    rows,
    total: {
      label: say({ en: 'Total', de: 'Gesamt' }),
      amount: amount(priced.totalMinor),
      note: added
        ? priced.taxIsKnown
          ? undefined
          : say({ en: 'plus sales tax, shown at checkout', de: 'zzgl. Verkaufssteuer, im Bestellvorgang berechnet' })
        : html`${say({ en: 'incl. VAT', de: 'inkl. MwSt.' })}${taxes.map(
            (tax, i) =>
              html`${i > 0 && ' +'} ${amount(tax.taxMinor)} (${formatPercent(tax.basisPoints, visit.locale)})`,
          )}`,
    },
  }
}

const salesTax: Words = { en: 'Sales tax', de: 'Verkaufssteuer' }

const taxName = (name: string): Words => (name === salesTax.en ? salesTax : { en: name, de: name })

const money = ({ currency }: Pick<PricedCart, 'currency'>, { locale }: Pick<Visit, 'locale'>, minor: number): Html =>
  html`<span class="money">${formatMoney(minor, currency, locale)}</span>`

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

/** An order of this cart that was not paid: it can be gone on with as long as nothing else is ordered. */
export function waitingNotice(
  visit: Visit,
  { waiting, view }: { waiting: WaitingOrder | null; view: CartView },
): Html | null {
  if (!waiting || waiting.cartVersion !== view.cart.version) return null
  const { say, place } = visit
  const total = moneyText(visit, waiting.totalMinor)
  return notice(
    'info',
    html`<p>${say({
      en: `Your order ${waiting.number} over ${total} is waiting for its payment.`,
      de: `Ihre Bestellung ${waiting.number} über ${total} wartet auf die Zahlung.`,
    })} <a href="${href(place, 'order', { token: waiting.token })}">${say({ en: 'See it', de: 'Ansehen' })}</a></p>`,
  )
}
