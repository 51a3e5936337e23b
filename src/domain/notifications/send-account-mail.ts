import { answerRequest } from '../customers/answer-request.ts'
import { readProfile } from '../customers/profile.ts'
import { marketOf, type Shop } from '../shop.ts'
import { type AccountNotice, noticeMail, requestMail } from './account-mails.ts'
import { sendMail } from './send-mail.ts'

type Needs = Pick<
  Shop,
  'db' | 'vault' | 'clock' | 'random' | 'mailer' | 'mailFrom' | 'name' | 'identity' | 'publicUrl' | 'link' | 'markets'
>

/** The job `answer-account-request`: mails the link that was asked for, or that there is an account already. */
export async function answerAccountRequest(shop: Needs, { requestId }: { requestId: string }): Promise<void> {
  const answer = await answerRequest(shop, requestId)
  if (!answer) return
  // A repeated job has made a new link, so it is a new mail.
  const key = `account-request:${requestId}:${answer.token?.slice(0, 8) ?? 'none'}`
  await sendMail(shop, { key, to: answer.email, locale: answer.locale, mail: requestMail(answer, shop.link) })
}

/** The job `send-account-notice`: tells the owner what has happened to the account. */
export async function sendAccountNotice(
  shop: Needs,
  { personId, notice, at }: { personId: string; notice: AccountNotice; at: string },
): Promise<void> {
  const profile = await readProfile(shop, personId)
  if (!profile) return
  const { locale, email } = profile
  const market = shop.markets.find((m) => m.locales.includes(locale)) ?? marketOf(shop, shop.markets[0]?.code ?? '')
  const place = { market: market.code, locale }
  const links = { forgot: shop.link('forgot-password', place), security: shop.link('security', place) }
  await sendMail(shop, {
    key: `account-notice:${personId}:${notice}:${at}`,
    to: email,
    locale,
    mail: noticeMail(notice, locale, links),
  })
}
