import type { Identity } from '../settings/identity.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type MailText, mailHtml, mailText } from './mail-layout.ts'

/** Who writes; German law wants it under every business mail (§ 35a GmbHG). The same company as in the imprint. */
function footer({ company }: Identity, locale: Locale): string {
  const country = new Intl.DisplayNames(locale, { type: 'region' }).of(company.country) ?? company.country
  const directors = company.directors && `${locale === 'de' ? 'Geschäftsführung' : 'Directors'}: ${company.directors}`
  return [
    [company.name, company.street, `${company.postcode} ${company.city}`, country],
    [company.email, company.phone],
    [company.register, directors],
  ]
    .map((words) => words.filter((word) => word).join(' · '))
    .filter((line) => line !== '')
    .join('\n')
}

/** Sends a mail in both forms. `key` names the effect: two mails with one key are one mail. */
export async function sendMail(
  shop: Pick<Shop, 'mailer' | 'mailFrom' | 'name' | 'identity' | 'publicUrl'>,
  given: { key: string; to: string; locale: Locale; mail: MailText },
): Promise<void> {
  const { key, to, locale, mail } = given
  const about = {
    name: shop.name,
    publicUrl: shop.publicUrl,
    footer: footer(shop.identity, locale),
    palette: shop.identity.palette,
  }
  await shop.mailer.send({
    key,
    to,
    from: shop.mailFrom,
    subject: mail.subject,
    html: mailHtml(mail, about, locale),
    text: mailText(mail, about),
  })
}
