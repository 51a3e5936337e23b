import { z } from 'zod'
import type { PostalAddress } from '../../domain/customers/address.ts'
import { type AddressProblem, addressRules } from '../../domain/shipping/address-rules.ts'
import type { FieldProblem } from './problems.ts'

/** Addresses as they are sent and answered. */

const text = z.string().max(200)

export const addressInputSchema = z
  .strictObject({
    country: z
      .string()
      .min(2)
      .max(2)
      .describe('ISO 3166-1, one of the market’s countries: its rules decide what is needed.'),
    firstName: text.default(''),
    lastName: text.default(''),
    company: text.default(''),
    line1: text.default('').describe('Street and number.'),
    line2: text.default(''),
    postcode: text.default(''),
    city: text.default(''),
    region: text.default('').describe('The state, where the country has such: OR.'),
    phone: text.default('').describe('For the carrier.'),
  })
  .meta({ id: 'AddressInput' })

export const postalAddressSchema = z
  .strictObject({
    country: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    company: z.string(),
    line1: z.string(),
    line2: z.string(),
    postcode: z.string(),
    city: z.string(),
    region: z.string(),
    phone: z.string(),
  })
  .meta({ id: 'Address', description: 'Fields that the country does not ask for are empty.' })

export const shownAddress = (kept: PostalAddress): z.input<typeof postalAddressSchema> => {
  const { country, firstName, lastName, company, line1, line2, postcode, city, region, phone } = kept
  return { country, firstName, lastName, company, line1, line2, postcode, city, region, phone }
}

/** What is wrong with an address, in the words of problems; `at` is where it stands in the body: 'shipping.', or ''. */
export const addressFields = (problems: readonly AddressProblem[], country: string, at: string): FieldProblem[] =>
  problems.map(({ field, problem }) => ({
    field: at + field,
    in: 'body',
    code: problem,
    message: wordsOf(problem, country),
  }))

function wordsOf(problem: AddressProblem['problem'], country: string): string {
  switch (problem) {
    case 'missing':
      return 'is missing: addresses of this country need it'
    case 'too-long':
      return 'is too long for a parcel’s label'
    case 'bad-characters':
      return 'holds characters that no address has'
    case 'bad-postcode':
      return `must look like ${addressRules(country).postcodeExample}`
    case 'unknown-region':
      return 'must be the code of a state'
  }
}

export const notServed = (countries: readonly string[], at: string): FieldProblem => ({
  field: `${at}country`,
  in: 'body',
  code: 'not-served',
  message: `must be one of ${countries.join(', ')}`,
})
