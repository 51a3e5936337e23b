import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dateAndTime } from '../../ui/dates.ts'
import { errorSummary, type FieldError, field, hidden, textArea } from '../../ui/field.ts'
import { definitions } from '../../ui/table.ts'
import { formProblem } from '../account/account-words.ts'
import { drawing } from '../drawing.ts'
import type { Visit } from '../visit.ts'

/*
 * Withdrawing online, § 356a BGB: a button anybody finds, a form that asks for no more than name, contract and an address
 * for the receipt, a second button that confirms, and the receipt at once, with day and time.
 */

export type WithdrawalFields = { name: string; number: string; email: string; articles: string }

const box = (title: string, body: Html): Html =>
  html`<div class="wrap narrow till-box stack door"><h1>${title}</h1>${body}</div>`

const title = { en: 'Withdraw from a contract', de: 'Vertrag widerrufen' }

export function withdrawalForm(visit: Visit, values: Partial<WithdrawalFields>, errors: FieldError[]): Html {
  const { say, place, market, shop } = visit
  const { returnDays } = shop.identity
  const error = (name: string) => errors.find((one) => one.name === name)?.words
  return box(
    say(title),
    html`<p class="lead">${say(
      market.taxStyle === 'included'
        ? {
            en: 'You have 14 days from the day you got your parcel, and need to give no reason.',
            de: 'Sie haben 14 Tage ab dem Tag, an dem Sie das Paket bekommen haben, und müssen keinen Grund nennen.',
          }
        : {
            en: `You have ${returnDays} days from the day you got your parcel, and need to give no reason.`,
            de: `Sie haben ${returnDays} Tage ab dem Tag, an dem Sie das Paket bekommen haben, und müssen keinen Grund nennen.`,
          },
    )}</p><form method="post" action="${href(place, 'declareWithdrawal')}" class="form" data-once novalidate>${hidden(
      'token',
      visit.formToken(),
    )}${errorSummary(say(formProblem), errors)}<div class="fields">${field({
      name: 'name',
      label: say({ en: 'Your name', de: 'Ihr Name' }),
      value: values.name,
      autocomplete: 'name',
      maxlength: 160,
      required: true,
      error: error('name'),
    })}${field({
      name: 'number',
      label: say({ en: 'Order number', de: 'Bestellnummer' }),
      hint: say({
        en: 'Or whatever tells us which order you mean: date and article.',
        de: 'Oder was uns sonst sagt, welche Bestellung Sie meinen: Datum und Artikel.',
      }),
      value: values.number,
      autocomplete: 'off',
      maxlength: 160,
      required: true,
      error: error('number'),
    })}${field({
      name: 'email',
      label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
      hint: say({ en: 'The receipt goes there at once.', de: 'Dorthin geht sofort die Eingangsbestätigung.' }),
      value: values.email,
      type: 'email',
      inputmode: 'email',
      autocomplete: 'email',
      maxlength: 254,
      required: true,
      error: error('email'),
    })}${textArea({
      name: 'articles',
      label: say({ en: 'Only some of the articles? Which?', de: 'Nur einen Teil der Artikel? Welche?' }),
      optional: say({ en: 'optional', de: 'optional' }),
      value: values.articles,
      rows: 3,
      maxlength: 1000,
    })}</div><div class="form-end"><button class="button">${say(title)}</button></div><p class="small soft">${say({
      en: 'The next page asks you to confirm.',
      de: 'Auf der nächsten Seite bestätigen Sie.',
    })} <a href="${href(place, 'info', { topic: 'withdrawal' })}">${say({ en: 'All about your right of withdrawal', de: 'Alles zum Widerrufsrecht' })}</a></p></form>`,
  )
}

/** The second step: what will be declared, and the one button. */
export function withdrawalConfirm(visit: Visit, values: WithdrawalFields, key: string): Html {
  const { say, place } = visit
  const all = say({ en: 'All articles of the order', de: 'Alle Artikel der Bestellung' })
  return box(
    say({ en: 'Confirm the withdrawal', de: 'Widerruf bestätigen' }),
    html`<p class="lead">${say({ en: 'This is what you declare to us:', de: 'Das erklären Sie uns:' })}</p><section class="panel"><p>${say(
      {
        en: 'I withdraw from the contract about the purchase of these goods.',
        de: 'Hiermit widerrufe ich den Vertrag über den Kauf dieser Waren.',
      },
    )}</p>${definitions([
      { term: say({ en: 'Name', de: 'Name' }), words: values.name },
      { term: say({ en: 'Order', de: 'Bestellung' }), words: values.number },
      { term: say({ en: 'Articles', de: 'Artikel' }), words: values.articles || all },
      { term: say({ en: 'Receipt to', de: 'Bestätigung an' }), words: values.email },
    ])}</section><form method="post" action="${href(place, 'declareWithdrawal')}" class="form" data-once>${hidden('token', visit.formToken())}${Object.entries(
      { ...values, confirmed: 'yes', key },
    ).map(([name, value]) => hidden(name, value))}<div class="form-end"><button class="button large">${say({
      en: 'Confirm the withdrawal',
      de: 'Widerruf bestätigen',
    })}</button><button class="link" name="confirmed" value="no">${say({ en: 'Change something', de: 'Etwas ändern' })}</button></div></form>`,
  )
}

export function withdrawalDone(visit: Visit, receivedAt: Date): Html {
  const { say, place, locale, market } = visit
  const at = dateAndTime(receivedAt, locale, market.timeZone)
  return box(
    say({ en: 'Your withdrawal is here', de: 'Ihr Widerruf ist da' }),
    html`<div class="beside">${drawing('letter')}<p class="lead">${say({
      en: `It came in on ${at}. The receipt with all you declared is on its way to your mailbox.`,
      de: `Er ist am ${at} eingegangen. Die Bestätigung mit allem, was Sie erklärt haben, ist unterwegs in Ihr Postfach.`,
    })}</p></div><p>${say({
      en: 'Send the goods back within 14 days. The money follows within 14 days after the withdrawal, the way it came; we may wait until the goods are back or you show that they are on their way.',
      de: 'Schicken Sie die Ware binnen 14 Tagen zurück. Das Geld kommt binnen 14 Tagen nach dem Widerruf auf dem gleichen Weg zurück; wir dürfen warten, bis die Ware da ist oder Sie zeigen, dass sie unterwegs ist.',
    })}</p><p class="row"><a class="button quiet" href="${href(place, 'info', { topic: 'returns' })}">${say({ en: 'How to send it back', de: 'So schicken Sie zurück' })}</a></p>`,
  )
}
