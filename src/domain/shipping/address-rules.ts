import type { PostalAddress } from '../customers/address.ts'
import type { Words } from '../settings/market.ts'
import { usStates } from './us-states.ts'

export type AddressFieldName = Exclude<keyof PostalAddress, 'country'>

export type AddressField = {
  name: AddressFieldName
  label: Words
  required: boolean
  maxLength: number
  /** The token of HTML's autocomplete attribute, without the section. */
  autocomplete: string
  /** Sensible size: 'half' and 'third' may stand beside their neighbour. */
  width: 'full' | 'half' | 'third'
}

export type AddressRules = {
  /** In the order in which people of the country write them. */
  fields: readonly AddressField[]
  /** Source of a pattern for the whole postcode; null where anything goes. */
  postcodePattern: string | null
  postcodeExample: string
  /** The choices of `region`; empty where the field is not asked. */
  regions: readonly { code: string; name: string }[]
}

export type AddressProblem = {
  field: AddressFieldName
  problem: 'missing' | 'too-long' | 'bad-characters' | 'bad-postcode' | 'unknown-region'
}

export type AddressCheck = { ok: true; address: PostalAddress } | { ok: false; problems: AddressProblem[] }

const field = (
  name: AddressFieldName,
  label: Words,
  autocomplete: string,
  given: Partial<AddressField> = {},
): AddressField => ({ name, label, autocomplete, required: true, maxLength: 80, width: 'full', ...given })

const people = [
  field('firstName', { en: 'First name', de: 'Vorname' }, 'given-name', { width: 'half' }),
  field('lastName', { en: 'Last name', de: 'Nachname' }, 'family-name', { width: 'half' }),
  field('company', { en: 'Company (optional)', de: 'Firma (optional)' }, 'organization', { required: false }),
]
const phone = field('phone', { en: 'Phone (optional)', de: 'Telefon (optional)' }, 'tel', {
  required: false,
  maxLength: 40,
})
const optional = { required: false }

const unitedStates: AddressRules = {
  fields: [
    ...people,
    field('line1', { en: 'Street address', de: 'Straße und Hausnummer' }, 'address-line1'),
    field('line2', { en: 'Apartment, suite (optional)', de: 'Wohnung, Etage (optional)' }, 'address-line2', optional),
    field('city', { en: 'City', de: 'Stadt' }, 'address-level2'),
    field('region', { en: 'State', de: 'Bundesstaat' }, 'address-level1', { width: 'half' }),
    field('postcode', { en: 'ZIP code', de: 'ZIP-Code' }, 'postal-code', { width: 'half', maxLength: 10 }),
    phone,
  ],
  postcodePattern: String.raw`\d{5}(-\d{4})?`,
  postcodeExample: '97205',
  regions: usStates,
}

/** Street first, then postcode before city: the order of Germany and Austria, and of most of Europe. */
const europe = (postcodePattern: string | null, postcodeExample: string): AddressRules => ({
  fields: [
    ...people,
    field('line1', { en: 'Street and house number', de: 'Straße und Hausnummer' }, 'address-line1'),
    field('line2', { en: 'More (optional)', de: 'Adresszusatz (optional)' }, 'address-line2', optional),
    field('postcode', { en: 'Postcode', de: 'Postleitzahl' }, 'postal-code', { width: 'third', maxLength: 12 }),
    field('city', { en: 'City', de: 'Ort' }, 'address-level2', { width: 'half' }),
    phone,
  ],
  postcodePattern,
  postcodeExample,
  regions: [],
})

const rulesByCountry: Record<string, AddressRules> = {
  US: unitedStates,
  DE: europe(String.raw`\d{5}`, '20457'),
  AT: europe(String.raw`\d{4}`, '1010'),
}
const elsewhere = europe(null, '')

export const addressRules = (country: string): AddressRules => rulesByCountry[country] ?? elsewhere

/** Line breaks and other controls have no place in a line of an address, nor have signs that turn the direction of text. */
const badCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>]/u

/** Checks what was typed by the rules of the country and gives it back tidied. Fields that nobody asked for are dropped. */
export function checkAddress(country: string, input: Readonly<Record<string, unknown>>): AddressCheck {
  const rules = addressRules(country)
  const address: PostalAddress = {
    firstName: '',
    lastName: '',
    company: '',
    line1: '',
    line2: '',
    postcode: '',
    city: '',
    region: '',
    country,
    phone: '',
  }
  const problems: AddressProblem[] = []
  for (const { name, required, maxLength } of rules.fields) {
    const typed = input[name]
    const text = typeof typed === 'string' ? typed.normalize('NFC').trim().replace(/ +/g, ' ') : ''
    const value = name === 'postcode' || name === 'region' ? text.toUpperCase() : text
    address[name] = value
    const problem = problemOf(name, value, rules, { required, maxLength })
    if (problem) problems.push({ field: name, problem })
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, address }
}

function problemOf(
  name: AddressFieldName,
  value: string,
  rules: AddressRules,
  { required, maxLength }: Pick<AddressField, 'required' | 'maxLength'>,
): AddressProblem['problem'] | null {
  if (value === '') return required ? 'missing' : null
  if (value.length > maxLength) return 'too-long'
  if (badCharacters.test(value)) return 'bad-characters'
  if (name === 'postcode' && rules.postcodePattern && !new RegExp(`^(?:${rules.postcodePattern})$`).test(value))
    return 'bad-postcode'
  if (name === 'region' && !rules.regions.some((region) => region.code === value)) return 'unknown-region'
  return null
}

/** The address as it stands on a parcel, without the country. */
export function addressLines(address: PostalAddress): string[] {
  const place =
    address.country === 'US'
      ? `${address.city}, ${address.region} ${address.postcode}`
      : `${address.postcode} ${address.city}`
  return [
    `${address.firstName} ${address.lastName}`,
    address.company,
    address.line1,
    address.line2,
    place.trim(),
  ].filter((line) => line !== '')
}
