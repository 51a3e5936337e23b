import { formatMoney } from '../../kit/money.ts'
import { formatPercent } from '../../kit/numbers.ts'
import type { PostalAddress } from '../customers/address.ts'
import type { Order } from '../orders/order.ts'
import type { PricedCart } from '../pricing/priced-cart.ts'
import type { Locale, Words } from '../settings/market.ts'
import { addressLines } from '../shipping/address-rules.ts'
import type { MailBlock } from './mail-layout.ts'

/** Pieces that mails about orders share. */

const tag = (locale: Locale) => (locale === 'de' ? 'de-DE' : 'en-US')

export const mailDayRange = (from: string, to: string, locale: Locale): string =>
  new Intl.DateTimeFormat(tag(locale), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))

export const mailTime = (at: Date, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(tag(locale), { dateStyle: 'long', timeStyle: 'long', timeZone }).format(at)

const countries: Record<string, Words> = {
  US: { en: 'United States', de: 'Vereinigte Staaten' },
  DE: { en: 'Germany', de: 'Deutschland' },
  AT: { en: 'Austria', de: 'Österreich' },
}

export const mailAddress = (address: PostalAddress, locale: Locale): string =>
  [...addressLines(address), countries[address.country]?.[locale] ?? address.country].join('\n')

export const mailLines = (order: Order, picture: (key: string) => string): MailBlock => ({
  block: 'lines',
  lines: order.lines.map((line) => {
    const each = formatMoney(line.unitPriceMinor, order.currency, order.locale)
    return {
      words: line.name,
      detail: [line.options, `${line.quantity} × ${each}`].filter(Boolean).join(' · '),
      amount: formatMoney(line.unitPriceMinor * line.quantity, order.currency, order.locale),
      picture: line.imageKey && picture(line.imageKey),
    }
  }),
})

/** The sums as pricing has found them, each with where it comes from. */
export function mailSums(order: Pick<Order, 'receipt' | 'locale' | 'methodName' | 'code'>): MailBlock {
  const { receipt, locale, methodName, code } = order
  const say = (words: Words) => words[locale]
  const money = (minor: number) => formatMoney(minor, receipt.currency, locale)
  const taxes = receipt.taxes.filter((tax) => tax.taxMinor > 0)
  const row = (words: string, amount: string) => ({ words, amount })
  return {
    block: 'sums',
    sums: [
      row(say({ en: 'Subtotal', de: 'Zwischensumme' }), money(receipt.subtotalMinor)),
      ...(receipt.discountMinor > 0
        ? [row(`${say({ en: 'Discount', de: 'Rabatt' })} ${code ?? ''}`.trim(), `−${money(receipt.discountMinor)}`)]
        : []),
      ...shippingRow(
        receipt,
        say({ en: 'Shipping', de: 'Versand' }),
        methodName,
        say({ en: 'Free', de: 'Kostenlos' }),
        money,
      ),
      ...(receipt.taxStyle === 'added'
        ? taxes.map((tax) =>
            row(
              `${say({ en: 'Sales tax', de: 'Verkaufssteuer' })}, ${formatPercent(tax.basisPoints, locale)} ${say({ en: 'of', de: 'auf' })} ${money(tax.baseMinor)}`,
              money(tax.taxMinor),
            ),
          )
        : []),
      { words: say({ en: 'Total', de: 'Gesamt' }), amount: money(receipt.totalMinor), strong: true },
      ...(receipt.taxStyle === 'included'
        ? taxes.map((tax) =>
            row(
              `${say({ en: 'VAT contained', de: 'Darin MwSt.' })}, ${formatPercent(tax.basisPoints, locale)}`,
              money(tax.taxMinor),
            ),
          )
        : []),
    ],
  }
}

function shippingRow(
  receipt: PricedCart,
  words: string,
  methodName: string,
  free: string,
  money: (minor: number) => string,
): { words: string; amount: string }[] {
  if (receipt.shippingMinor === null) return []
  return [
    { words: `${words}, ${methodName}`, amount: receipt.shippingMinor === 0 ? free : money(receipt.shippingMinor) },
  ]
}
