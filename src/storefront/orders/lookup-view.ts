import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { field, hidden } from '../../ui/field.ts'
import { notice } from '../../ui/notice.ts'
import { drawing } from '../drawing.ts'
import type { Visit } from '../visit.ts'

export type LookupShown = { values: Record<string, string>; isUnknown?: boolean }

/** Finds an order by number and e-mail. A wrong number and a wrong address are told the same. */
export function lookupView(visit: Visit, { values, isUnknown }: LookupShown): Html {
  const { say, place } = visit
  return html`<div class="wrap narrow till-box stack door"><h1>${say({ en: 'Find an order', de: 'Bestellung finden' })}</h1>${
    isUnknown
      ? notice(
          'bad',
          html`<p class="strong">${say({
            en: 'We find no order with this number and address.',
            de: 'Mit dieser Nummer und Adresse finden wir keine Bestellung.',
          })}</p><p>${say({
            en: 'Both stand in the mail that confirmed the order. Please compare them.',
            de: 'Beides steht in der Mail, die die Bestellung bestätigt hat. Bitte vergleichen Sie.',
          })}</p>`,
        )
      : html`<div class="beside">${drawing('torch')}<p class="lead">${say({
          en: 'With the order number and the e-mail address that you ordered with.',
          de: 'Mit der Bestellnummer und der E-Mail-Adresse, mit der Sie bestellt haben.',
        })}</p></div>`
  }<form method="post" action="${href(place, 'findOrder')}" class="form" data-once novalidate>${hidden('token', visit.formToken())}<div class="fields">${field(
    {
      name: 'number',
      label: say({ en: 'Order number', de: 'Bestellnummer' }),
      value: values.number,
      hint: say({ en: 'Looks like T4K7-9QWX-MC', de: 'Sieht aus wie T4K7-9QWX-MC' }),
      autocomplete: 'off',
      autocapitalize: 'characters',
      maxlength: 20,
      required: true,
    },
  )}${field({
    name: 'email',
    label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
    value: values.email,
    type: 'email',
    inputmode: 'email',
    autocomplete: 'email',
    maxlength: 254,
    required: true,
  })}</div><div class="form-end"><button class="button">${say({ en: 'Find the order', de: 'Bestellung finden' })}</button></div></form><p class="small soft">${say(
    {
      en: 'Number lost? Write to us; we need your name and what you ordered.',
      de: 'Nummer verloren? Schreiben Sie uns Ihren Namen und was Sie bestellt haben.',
    },
  )} <a href="${href(place, 'info', { topic: 'contact' })}">${say({ en: 'Contact', de: 'Kontakt' })}</a></p></div>`
}
