import type { Locale, Words } from '../settings/market.ts'
import type { Withdrawal } from '../withdrawals/withdrawal.ts'
import type { MailBlock, MailText } from './mail-layout.ts'
import { mailTime } from './mail-words.ts'

/** The receipt that § 356a (4) BGB asks for: what was declared, with day and time. */
export function withdrawalReceiptMail(withdrawal: Withdrawal, timeZone: string): MailText {
  const { locale } = withdrawal
  const say = (words: Words) => words[locale]
  const at = mailTime(withdrawal.receivedAt, locale, timeZone)
  const about = withdrawal.orderId === null ? '' : `: ${withdrawal.contract}`
  const lead = say({
    en: `Your withdrawal came in on ${at}. This mail is the receipt.`,
    de: `Ihr Widerruf ist am ${at} eingegangen. Diese Mail ist die Eingangsbestätigung.`,
  })
  return {
    // Anybody can have this mail sent to any address: its subject repeats what was typed only where it is a true order.
    subject: say({ en: `Receipt of your withdrawal${about}`, de: `Eingang Ihres Widerrufs${about}` }),
    title: say({ en: 'Your withdrawal is here', de: 'Ihr Widerruf ist da' }),
    preview: lead,
    blocks: [
      { block: 'text', text: lead },
      declared(withdrawal, locale, at),
      {
        block: 'text',
        text: say({
          en: 'Please send the goods back within 14 days. We give the money back the way you paid, within 14 days from today; we may wait until the goods are here or you have shown that they are on their way.',
          de: 'Bitte schicken Sie die Ware binnen 14 Tagen zurück. Das Geld zahlen wir auf dem Weg zurück, auf dem Sie bezahlt haben, binnen 14 Tagen ab heute; wir dürfen warten, bis die Ware hier ist oder Sie gezeigt haben, dass sie unterwegs ist.',
        }),
      },
    ],
  }
}

/** The same for the shop's own mailbox: somebody has to act on it. */
export function withdrawalNoticeMail(withdrawal: Withdrawal, timeZone: string): MailText {
  const at = mailTime(withdrawal.receivedAt, 'de', timeZone)
  const lead = withdrawal.orderId
    ? 'Ein Widerruf zu einer Bestellung ist eingegangen.'
    : 'Ein Widerruf ist eingegangen. Nummer und Adresse passen zu keiner Bestellung: bitte von Hand zuordnen.'
  return {
    subject: `Widerruf: ${withdrawal.contract}`,
    title: 'Ein Widerruf ist eingegangen',
    preview: lead,
    blocks: [{ block: 'text', text: lead }, declared(withdrawal, 'de', at)],
  }
}

function declared({ name, contract, email, articles }: Withdrawal, locale: Locale, at: string): MailBlock {
  const say = (words: Words) => words[locale]
  return {
    block: 'facts',
    facts: [
      {
        name: say({ en: 'Declared', de: 'Erklärt' }),
        value: say({
          en: 'I withdraw from the contract about the purchase of these goods.',
          de: 'Hiermit widerrufe ich den Vertrag über den Kauf dieser Waren.',
        }),
      },
      { name: say({ en: 'Name', de: 'Name' }), value: name },
      { name: say({ en: 'Order', de: 'Bestellung' }), value: contract },
      {
        name: say({ en: 'Articles', de: 'Artikel' }),
        value: articles || say({ en: 'All articles of the order', de: 'Alle Artikel der Bestellung' }),
      },
      { name: say({ en: 'E-mail', de: 'E-Mail' }), value: email },
      { name: say({ en: 'Came in', de: 'Eingegangen' }), value: at },
    ],
  }
}
