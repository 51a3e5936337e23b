import { z } from 'zod'
import type { BookAddress, PostalAddress } from '../../../domain/customers/address.ts'
import { readAddress, readAddresses, removeAddress, saveAddress } from '../../../domain/customers/address-book.ts'
import type { Market } from '../../../domain/settings/market.ts'
import { checkAddress } from '../../../domain/shipping/address-rules.ts'
import { idFrom } from '../../../kit/ids.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { addressFields, addressInputSchema, notServed, postalAddressSchema, shownAddress } from '../postal-address.ts'
import { type Refusal, refuse } from '../problems.ts'

const savedSchema = z
  .strictObject({
    id: z.string(),
    preferred: z.boolean().describe('The one that is offered first.'),
    address: postalAddressSchema,
  })
  .meta({ id: 'SavedAddress' })

const savedAnswerSchema = z.strictObject({ saved: savedSchema }).meta({ id: 'SavedAddressAnswer' })

const params = z.strictObject({ addressId: z.string().min(1).max(60) })

const body = z.strictObject({ address: addressInputSchema, preferred: z.boolean().default(false) })

const shown = (kept: BookAddress): z.input<typeof savedSchema> => ({
  id: kept.id,
  preferred: kept.preferred,
  address: shownAddress(kept),
})

export const listAddresses = defineEndpoint({
  operationId: 'listAddresses',
  method: 'GET',
  path: '/account/addresses',
  tag: 'Account',
  summary: 'The address book, the preferred address first',
  who: 'shopper',
  answers: { 200: z.strictObject({ addresses: z.array(savedSchema) }).meta({ id: 'AddressBook' }) },
  problems: [],
  cache: 'private',
  async handle({ shop, person }) {
    const addresses = await readAddresses(shop, (await person()).personId)
    return answer(200, { addresses: addresses.map(shown) })
  },
})

export const readSavedAddress = defineEndpoint({
  operationId: 'readAddress',
  method: 'GET',
  path: '/account/addresses/{addressId}',
  tag: 'Account',
  summary: 'One address of the book',
  who: 'shopper',
  params,
  answers: { 200: savedAnswerSchema },
  problems: ['saved-address-unknown'],
  cache: 'private',
  async handle({ shop, person, params }) {
    const found = await readAddress(shop, (await person()).personId, params.addressId)
    return found ? answer(200, { saved: shown(found) }) : refuse('saved-address-unknown')
  },
})

export const addAddress = defineEndpoint({
  operationId: 'addAddress',
  method: 'POST',
  path: '/account/addresses',
  tag: 'Account',
  summary: 'Adds an address to the book',
  description: 'The first one is preferred of itself.',
  who: 'shopper',
  body,
  answers: { 201: savedAnswerSchema },
  problems: ['address-book-full'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, body, changeKey } = call
    const { personId } = await call.person()
    const checked = check(call.market, body.address)
    if ('problem' in checked) return checked
    const newAs = idFrom(`address\0${changeKey}`)
    const saved = await saveAddress(shop, personId, { newAs, fields: checked.address, preferred: body.preferred })
    if (!saved.ok) return refuse('address-book-full')
    const found = await readAddress(shop, personId, saved.id)
    if (!found) throw new Error('An address is gone while it is being added.')
    return answer(201, { saved: shown(found) }, { location: call.path(`/account/addresses/${found.id}`) })
  },
})

export const changeAddress = defineEndpoint({
  operationId: 'changeAddress',
  method: 'PUT',
  path: '/account/addresses/{addressId}',
  tag: 'Account',
  summary: 'Changes an address of the book',
  description: 'preferred: true makes it the preferred one; false leaves that as it is.',
  who: 'shopper',
  params,
  body,
  answers: { 200: savedAnswerSchema },
  problems: ['saved-address-unknown'],
  cache: 'private',
  changes: true,
  async handle({ shop, market, params, person, body }) {
    const { personId } = await person()
    const checked = check(market, body.address)
    if ('problem' in checked) return checked
    const id = params.addressId
    const saved = await saveAddress(shop, personId, { id, fields: checked.address, preferred: body.preferred })
    const found = saved.ok ? await readAddress(shop, personId, id) : undefined
    return found ? answer(200, { saved: shown(found) }) : refuse('saved-address-unknown')
  },
})

export const removeSavedAddress = defineEndpoint({
  operationId: 'removeAddress',
  method: 'DELETE',
  path: '/account/addresses/{addressId}',
  tag: 'Account',
  summary: 'Takes an address out of the book',
  description: 'Was it the preferred one, the newest takes its place.',
  who: 'shopper',
  params,
  answers: { 204: null },
  problems: ['saved-address-unknown'],
  cache: 'private',
  changes: true,
  async handle({ shop, person, params }) {
    const removed = await removeAddress(shop, (await person()).personId, params.addressId)
    return removed.ok ? answer(204, null) : refuse('saved-address-unknown')
  },
})

function check(
  { countries }: Pick<Market, 'countries'>,
  typed: z.output<typeof addressInputSchema>,
): { address: PostalAddress } | Refusal<'input-invalid'> {
  const { country } = typed
  if (!countries.includes(country)) return refuse('input-invalid', { fields: [notServed(countries, 'address.')] })
  const checked = checkAddress(country, typed)
  return checked.ok
    ? { address: checked.address }
    : refuse('input-invalid', { fields: addressFields(checked.problems, country, 'address.') })
}
