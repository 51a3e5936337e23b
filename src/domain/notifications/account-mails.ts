import type { RequestAnswer } from '../customers/answer-request.ts'
import { linkMinutes } from '../customers/ask-account.ts'
import type { Locale, Words } from '../settings/market.ts'
import type { MailText } from './mail-layout.ts'
import type { LinkedPage, ShopLink } from './shop-link.ts'

const quietWords: Words = {
  en: `The link works for ${linkMinutes} minutes and once. If this was not you, do nothing: nothing will change.`,
  de: `Der Link gilt ${linkMinutes} Minuten und einmal. Wenn Sie das nicht waren, tun Sie nichts: Es ändert sich nichts.`,
}

/** The mail that answers what somebody asked of an account. */
export function requestMail(answer: Omit<RequestAnswer, 'email'>, link: ShopLink): MailText {
  const { locale, token } = answer
  const to = (page: LinkedPage) => link(page, answer, token ?? '')
  const say = (words: Words) => words[locale]
  const quiet = { block: 'quiet', text: say(quietWords) } as const
  const mail = (subject: Words, title: Words, text: Words, button: Words, href: string, more = true): MailText => ({
    subject: say(subject),
    title: say(title),
    preview: say(text),
    blocks: [
      { block: 'text', text: say(text) },
      { block: 'button', words: say(button), href },
      ...(more ? [quiet] : []),
    ],
  })
  if (token === null)
    return {
      ...mail(
        { en: 'You have an account already', de: 'Sie haben schon ein Konto' },
        { en: 'You have an account already', de: 'Sie haben schon ein Konto' },
        {
          en: 'Somebody, probably you, just gave this address to open or change an account. It has an account already: sign in with it.',
          de: 'Jemand, vermutlich Sie, hat diese Adresse gerade für ein Konto angegeben. Für sie gibt es schon eines: Melden Sie sich damit an.',
        },
        { en: 'Sign in', de: 'Anmelden' },
        to('sign-in'),
        false,
      ),
    }
  switch (answer.purpose) {
    case 'register':
      return mail(
        { en: 'Confirm your address', de: 'Bestätigen Sie Ihre Adresse' },
        { en: 'One step to your account', de: 'Ein Schritt zu Ihrem Konto' },
        {
          en: 'Confirm that this address is yours. You will be asked for the password that you chose.',
          de: 'Bestätigen Sie, dass diese Adresse Ihre ist. Sie werden nach dem Passwort gefragt, das Sie gewählt haben.',
        },
        { en: 'Confirm the address', de: 'Adresse bestätigen' },
        to('verify-email'),
      )
    case 'reset-password':
      return mail(
        { en: 'Choose a new password', de: 'Wählen Sie ein neues Passwort' },
        { en: 'Choose a new password', de: 'Wählen Sie ein neues Passwort' },
        {
          en: 'Somebody, probably you, forgot the password of this account. With the link you choose a new one.',
          de: 'Jemand, vermutlich Sie, hat das Passwort dieses Kontos vergessen. Mit dem Link wählen Sie ein neues.',
        },
        { en: 'Choose a password', de: 'Passwort wählen' },
        to('reset-password'),
      )
    case 'change-email':
      return mail(
        { en: 'Confirm your new address', de: 'Bestätigen Sie Ihre neue Adresse' },
        { en: 'Confirm your new address', de: 'Bestätigen Sie Ihre neue Adresse' },
        {
          en: 'From then on you sign in with this address, and order mails come here.',
          de: 'Danach melden Sie sich mit dieser Adresse an, und Mails zu Bestellungen kommen hierher.',
        },
        { en: 'Confirm the address', de: 'Adresse bestätigen' },
        to('confirm-email'),
      )
  }
}

export type AccountNotice = 'password-changed' | 'email-change-asked'

/** Tells the owner what has happened to the account. */
export function noticeMail(
  notice: AccountNotice,
  locale: Locale,
  links: { forgot: string; security: string },
): MailText {
  const say = (words: Words) => words[locale]
  const [subject, text, button, href] =
    notice === 'password-changed'
      ? [
          say({ en: 'Your password was changed', de: 'Ihr Passwort wurde geändert' }),
          say({
            en: 'The password of your account was just changed, and all other devices were signed out. If that was not you, choose a new one now.',
            de: 'Das Passwort Ihres Kontos wurde gerade geändert, alle anderen Geräte sind abgemeldet. Wenn Sie das nicht waren, wählen Sie jetzt ein neues.',
          }),
          say({ en: 'Choose a new password', de: 'Neues Passwort wählen' }),
          links.forgot,
        ]
      : [
          say({ en: 'A new address was asked for', de: 'Eine neue Adresse wurde angefragt' }),
          say({
            en: 'Somebody who knows your password asked to move your account to another e-mail address. If that was not you, change your password now.',
            de: 'Jemand, der Ihr Passwort kennt, möchte Ihr Konto auf eine andere E-Mail-Adresse umstellen. Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.',
          }),
          say({ en: 'To your security settings', de: 'Zu den Sicherheitseinstellungen' }),
          links.security,
        ]
  return {
    subject,
    title: subject,
    preview: text,
    blocks: [
      { block: 'text', text },
      { block: 'button', words: button, href },
    ],
  }
}
