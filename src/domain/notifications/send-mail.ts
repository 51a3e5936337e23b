import type { Locale, Words } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type MailText, mailHtml, mailText } from './mail-layout.ts'

/** Who writes; German law wants it under every business mail (§ 35a GmbHG). The same company as in the imprint. */
const footer: Words = {
  en: 'Tradewind Handels GmbH · Brooktorkai 11 · 20457 Hamburg · Germany\nhello@tradewind.example · +49 40 0000 0000',
  de: 'Tradewind Handels GmbH · Brooktorkai 11 · 20457 Hamburg\nhello@tradewind.example · +49 40 0000 0000\nAmtsgericht Hamburg, HRB 000000 · Geschäftsführung: Maren Ohlsen, Tilo Brandt',
}

/** Sends a mail in both forms. `key` names the effect: two mails with one key are one mail. */
export async function sendMail(
  shop: Pick<Shop, 'mailer' | 'mailFrom' | 'name' | 'publicUrl'>,
  given: { key: string; to: string; locale: Locale; mail: MailText },
): Promise<void> {
  const { key, to, locale, mail } = given
  const about = { name: shop.name, publicUrl: shop.publicUrl, footer: footer[locale] }
  await shop.mailer.send({
    key,
    to,
    from: shop.mailFrom,
    subject: mail.subject,
    html: mailHtml(mail, about, locale),
    text: mailText(mail, about),
  })
}
