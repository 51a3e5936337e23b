import type { BookAddress } from '../../domain/customers/address.ts'
import type { SignedIn } from '../../domain/customers/session.ts'
import { type AddressProblem, addressLines } from '../../domain/shipping/address-rules.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { checkField, choices, errorSummary, field, hidden } from '../../ui/field.ts'
import { emailProblem, formProblem } from '../account/account-words.ts'
import { addressErrors, addressFields, countryName, countryOf } from '../address/address-form.ts'
import type { Visit } from '../visit.ts'

/** The word in the form for an address that is typed and not taken from the book. */
export const typedAddress = 'new'

export type DetailsShown = {
  person: SignedIn | null
  book: readonly (Omit<BookAddress, 'preferred'> & { preferred?: boolean })[]
  /** As the form named them: 'email', 'firstName', 'billing-firstName', 'addressId', 'billingSame'. */
  values: Record<string, string>
  problems: { email?: boolean; shipping: readonly AddressProblem[]; billing: readonly AddressProblem[] }
}

/** Who orders and where it goes. Everything is in the page; style sheets fold away what is not needed. */
export function detailsForm(visit: Visit, { person, book, values, problems }: DetailsShown): Html {
  const { say, place } = visit
  const country = countryOf(visit, values.country)
  const billingCountry = countryOf(visit, values['billing-country'])
  const emailError = problems.email ? say(emailProblem) : null
  const errors = [
    ...(emailError ? [{ name: 'email', words: emailError }] : []),
    ...addressErrors(visit, { country, problems: problems.shipping }),
    ...addressErrors(visit, { country: billingCountry, problems: problems.billing, prefix: 'billing-' }),
  ]
  return html`<form method="post" action="${href(place, 'saveDetails')}" class="form" data-once novalidate>${hidden(
    'token',
    visit.formToken(),
  )}${errorSummary(say(formProblem), errors)}${contact(visit, person, values, emailError)}<fieldset class="group"><legend>${say(
    {
      en: 'Where shall we send it?',
      de: 'Wohin dürfen wir liefern?',
    },
  )}</legend>${book.length > 0 && bookChoices(visit, book, values.addressId)}<div class="fields typed-address">${addressFields(
    visit,
    {
      country,
      values,
      problems: problems.shipping,
      section: 'shipping',
    },
  )}</div></fieldset><fieldset class="group billing"><legend>${say({ en: 'Invoice', de: 'Rechnung' })}</legend>${checkField(
    {
      name: 'billingSame',
      label: say({ en: 'The invoice goes to the same address', de: 'Die Rechnung geht an dieselbe Adresse' }),
      checked: values.billingSame !== 'no',
    },
  )}<div class="fields billing-fields">${addressFields(visit, {
    country: billingCountry,
    values,
    problems: problems.billing,
    prefix: 'billing-',
    section: 'billing',
  })}</div></fieldset><div class="form-end"><button class="button large">${say({
    en: 'Continue to delivery',
    de: 'Weiter zum Versand',
  })}</button><a class="link" href="${href(place, 'cart')}">${say({ en: 'Back to the cart', de: 'Zurück zum Warenkorb' })}</a></div></form>`
}

function contact(visit: Visit, person: SignedIn | null, values: Record<string, string>, error: string | null): Html {
  const { say, place } = visit
  const next = href(place, 'checkout')
  if (person)
    return html`<p>${say({ en: 'You order as', de: 'Sie bestellen als' })} <strong>${person.email}</strong>.${hidden('email', person.email)}</p>`
  return html`<div class="fields">${field({
    name: 'email',
    label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
    hint: say({
      en: 'For the confirmation and news about the delivery, for nothing else.',
      de: 'Für die Bestätigung und Nachrichten zur Lieferung, für nichts sonst.',
    }),
    value: values.email,
    type: 'email',
    inputmode: 'email',
    autocomplete: 'email',
    maxlength: 254,
    required: true,
    error,
  })}</div><p class="small soft">${say({ en: 'You need no account.', de: 'Sie brauchen kein Konto.' })} <a href="${href(place, 'signIn', {}, { next })}">${say(
    { en: 'Sign in, if you have one', de: 'Anmelden, wenn Sie eines haben' },
  )}</a></p>`
}

const bookChoices = (visit: Visit, book: DetailsShown['book'], chosen: string | undefined): Html =>
  choices({
    name: 'addressId',
    legend: visit.say({ en: 'Your addresses', de: 'Ihre Adressen' }),
    quietLegend: true,
    value: chosen ?? book.find((address) => address.preferred)?.id ?? book[0]?.id ?? typedAddress,
    options: [
      ...book.map((address) => {
        const [name = '', ...rest] = addressLines(address)
        return {
          value: address.id,
          label: name,
          note: [...rest, ...(visit.market.countries.length > 1 ? [countryName(visit, address.country)] : [])].join(
            ', ',
          ),
        }
      }),
      { value: typedAddress, label: visit.say({ en: 'Another address', de: 'Andere Adresse' }) },
    ],
  })
