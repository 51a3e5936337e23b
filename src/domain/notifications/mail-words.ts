import { formatMoney } from '../../kit/money.ts'
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
  const rate = (basisPoints: number) =>
    (basisPoints / 10_000).toLocaleString(tag(locale), { style: 'percent', maximumFractionDigits: 2 })
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
              `${say({ en: 'Sales tax', de: 'Verkaufssteuer' })}, ${rate(tax.basisPoints)} ${say({ en: 'of', de: 'auf' })} ${money(tax.baseMinor)}`,
              money(tax.taxMinor),
            ),
          )
        : []),
      { words: say({ en: 'Total', de: 'Gesamt' }), amount: money(receipt.totalMinor), strong: true },
      ...(receipt.taxStyle === 'included'
        ? taxes.map((tax) =>
            row(`${say({ en: 'VAT contained', de: 'Darin MwSt.' })}, ${rate(tax.basisPoints)}`, money(tax.taxMinor)),
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

/**
 * What the law wants in the confirmation itself, on a durable medium (§ 312f (2) BGB): the instruction after the model of
 * annex 1 to article 246a EGBGB. The page 'right of withdrawal' says the same.
 */
export const withdrawalInstruction: Record<Locale, string[]> = {
  en: [
    'Right of withdrawal: You have the right to withdraw from this contract within 14 days without giving any reason. The withdrawal period will expire after 14 days from the day on which you acquire, or a third party other than the carrier and indicated by you acquires, physical possession of the last good. To exercise the right of withdrawal, you must inform us (Tradewind Handels GmbH, Brooktorkai 11, 20457 Hamburg, Germany, hello@tradewind.example, +49 40 0000 0000) of your decision by an unequivocal statement, such as a letter or an e-mail, or online with the button ‘Withdraw from a contract’ on our pages; we then send you a receipt at once. To meet the deadline, it is sufficient to send your communication before the withdrawal period has expired.',
    'Effects of withdrawal: We shall reimburse all payments received from you, including the costs of delivery (with the exception of supplementary costs if you chose a type of delivery other than the least expensive standard delivery offered by us), without undue delay and not later than 14 days from the day on which we are informed of your decision. We use the same means of payment as you used; you will not incur any fees. We may withhold reimbursement until we have received the goods back or you have supplied evidence of having sent them back, whichever is the earliest. You shall send the goods back within 14 days from the day on which you communicate your withdrawal. You are only liable for any diminished value of the goods resulting from handling other than what is necessary to establish their nature, characteristics and functioning.',
  ],
  de: [
    'Widerrufsrecht: Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen. Die Widerrufsfrist beträgt vierzehn Tage ab dem Tag, an dem Sie oder ein von Ihnen benannter Dritter, der nicht der Beförderer ist, die letzte Ware in Besitz genommen haben bzw. hat. Um Ihr Widerrufsrecht auszuüben, müssen Sie uns (Tradewind Handels GmbH, Brooktorkai 11, 20457 Hamburg, hello@tradewind.example, +49 40 0000 0000) mittels einer eindeutigen Erklärung (z. B. Brief oder E-Mail) über Ihren Entschluss informieren, oder online über die Schaltfläche „Vertrag widerrufen“ auf unseren Seiten; wir schicken Ihnen dann unverzüglich eine Eingangsbestätigung. Zur Wahrung der Frist reicht es aus, dass Sie die Mitteilung vor Ablauf der Widerrufsfrist absenden.',
    'Folgen des Widerrufs: Wir haben Ihnen alle Zahlungen, die wir von Ihnen erhalten haben, einschließlich der Lieferkosten (mit Ausnahme zusätzlicher Kosten, wenn Sie eine andere als die von uns angebotene günstigste Standardlieferung gewählt haben), unverzüglich und spätestens binnen vierzehn Tagen ab dem Tag zurückzuzahlen, an dem die Mitteilung über Ihren Widerruf bei uns eingegangen ist. Dafür verwenden wir dasselbe Zahlungsmittel, das Sie eingesetzt haben; Entgelte berechnen wir nicht. Wir können die Rückzahlung verweigern, bis wir die Waren zurückerhalten haben oder Sie nachgewiesen haben, dass Sie sie zurückgesandt haben. Sie haben die Waren spätestens binnen vierzehn Tagen ab Ihrem Widerruf zurückzusenden. Für einen Wertverlust müssen Sie nur aufkommen, wenn er auf einen zur Prüfung der Beschaffenheit, Eigenschaften und Funktionsweise nicht notwendigen Umgang zurückgeht.',
  ],
}
