import type { PostalAddress } from '../../domain/customers/address.ts'
import type { Words } from '../../domain/settings/market.ts'
import {
  type AddressFieldName,
  type AddressProblem,
  addressLines,
  addressRules,
} from '../../domain/shipping/address-rules.ts'
import { type Html, html } from '../../kit/html.ts'
import { type FieldError, field, hidden, selectField } from '../../ui/field.ts'
import type { Visit } from '../visit.ts'

/** The fields of an address, in the order of its country; account and checkout share them. */

const countryNames: Record<string, Words> = {
  US: { en: 'United States', de: 'Vereinigte Staaten' },
  DE: { en: 'Germany', de: 'Deutschland' },
  AT: { en: 'Austria', de: 'Österreich' },
}

export const countryName = (visit: Pick<Visit, 'say'>, country: string): string => {
  const words = countryNames[country]
  return words ? visit.say(words) : country
}

/** The country that was typed when the market delivers there, else the market's first. */
export const countryOf = (visit: Pick<Visit, 'market'>, typed: string | undefined): string =>
  visit.market.countries.find((country) => country === typed) ?? visit.market.countries[0] ?? ''

type Typed = Readonly<Record<string, string | undefined>>

export type AddressFormOptions = {
  country: string
  values: Typed
  problems: readonly AddressProblem[]
  /** Stands before every name: 'billing-' for a second address on the page. */
  prefix?: string
  /** 'shipping' or 'billing', for the browser's autocomplete. */
  section?: 'shipping' | 'billing'
}

export function addressFields(visit: Visit, options: AddressFormOptions): Html {
  const { country, values, problems, prefix = '', section } = options
  const rules = addressRules(country)
  const { countries } = visit.market
  const autocomplete = (token: string) => (section ? `${section} ${token}` : token)
  const fields = rules.fields.map(({ name, label, required, maxLength, autocomplete: token, width }) => {
    const shared = {
      name: prefix + name,
      label: visit.say(label),
      value: values[prefix + name] ?? '',
      required,
      autocomplete: autocomplete(token),
      error: errorWords(visit, country, problems, name),
      width: width === 'full' ? undefined : width === 'half' && name === 'city' ? ('two-thirds' as const) : width,
    }
    if (name === 'region')
      return selectField({
        ...shared,
        empty: visit.say({ en: 'Choose a state', de: 'Bundesstaat wählen' }),
        options: rules.regions.map(({ code, name }) => ({ value: code, label: name })),
      })
    return field({
      ...shared,
      maxlength: maxLength,
      type: name === 'phone' ? 'tel' : 'text',
      inputmode: name === 'postcode' ? 'numeric' : undefined,
    })
  })
  const countryField =
    countries.length > 1
      ? selectField({
          name: `${prefix}country`,
          label: visit.say({ en: 'Country', de: 'Land' }),
          value: country,
          autocomplete: autocomplete('country'),
          options: countries.map((code) => ({ value: code, label: countryName(visit, code) })),
        })
      : hidden(`${prefix}country`, country)
  return html`${fields}${countryField}`
}

const problemWords: Record<AddressProblem['problem'], Words> = {
  missing: { en: 'Please fill in this field.', de: 'Bitte füllen Sie dieses Feld aus.' },
  'too-long': { en: 'This is too long. Please shorten it.', de: 'Das ist zu lang. Bitte kürzen Sie es.' },
  'bad-characters': {
    en: 'Please use letters, digits and common punctuation only.',
    de: 'Bitte verwenden Sie nur Buchstaben, Ziffern und übliche Satzzeichen.',
  },
  'bad-postcode': { en: 'This postcode does not fit the country.', de: 'Diese Postleitzahl passt nicht zum Land.' },
  'unknown-region': {
    en: 'Please choose a state from the list.',
    de: 'Bitte wählen Sie einen Bundesstaat aus der Liste.',
  },
}

function errorWords(
  visit: Visit,
  country: string,
  problems: readonly AddressProblem[],
  name: AddressFieldName,
): string | null {
  const found = problems.find((problem) => problem.field === name)
  if (!found) return null
  const words = visit.say(problemWords[found.problem])
  if (found.problem !== 'bad-postcode') return words
  return `${words} ${visit.say({ en: 'Example:', de: 'Beispiel:' })} ${addressRules(country).postcodeExample}`
}

/** The same problems for the summary above the form. */
export const addressErrors = (
  visit: Visit,
  options: Pick<AddressFormOptions, 'country' | 'problems' | 'prefix'>,
): FieldError[] =>
  addressRules(options.country).fields.flatMap(({ name, label }) => {
    const words = errorWords(visit, options.country, options.problems, name)
    const address = options.prefix ? visit.say({ en: 'Invoice address, ', de: 'Rechnungsadresse, ' }) : ''
    const labelText = address + visit.say(label).replace(/ \(.*\)$/, '')
    return words ? [{ name: (options.prefix ?? '') + name, words: `${labelText}: ${words}` }] : []
  })

const erased: Words = { en: 'The address was erased.', de: 'Die Adresse wurde gelöscht.' }

/** An address as it is written on a parcel, with its country. Null: of a person who was erased. */
export const addressBlock = (visit: Pick<Visit, 'say'>, address: PostalAddress | null): Html =>
  html`<address class="address">${(
    address ? [...addressLines(address), countryName(visit, address.country)] : [visit.say(erased)]
  ).map((line, i) => html`${i > 0 && html`<br>`}${line}`)}</address>`

/** Takes the fields of one address out of a form, without their prefix. */
export const addressInput = (form: Typed, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value]] : [],
    ),
  )
