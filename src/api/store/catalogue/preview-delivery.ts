import { z } from 'zod'
import { readMethods } from '../../../domain/shipping/read-methods.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { moneySchema } from '../schemas.ts'
import { money } from './show.ts'

const methodSchema = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    carrier: z.string(),
    price: moneySchema.describe('For this parcel: 0 where sending is free.'),
    freeFrom: moneySchema.nullable().describe('What goods must cost for free sending.'),
    arrives: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).describe('Days of arrival when ordered now.'),
  })
  .meta({ id: 'DeliveryMethod' })

export const previewDelivery = defineEndpoint({
  operationId: 'previewDelivery',
  method: 'GET',
  path: '/delivery-preview',
  tag: 'Catalogue',
  summary: 'Ways to send a parcel, before there is a cart',
  description: 'What it costs in the end, and which ways there are to an exact address, the checkout tells.',
  who: 'anyone',
  query: z.strictObject({
    weightGrams: z.int().min(0).max(1_000_000),
    subtotalMinor: z.int().min(0).max(1_000_000_000).describe('What the goods cost, in minor units of the market.'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .describe('ISO 3166-1; without it the first country of the market.'),
    region: z.string().max(10).optional().describe('The state, where a country has them: OR.'),
  }),
  answers: {
    200: z
      .strictObject({ country: z.string(), methods: z.array(methodSchema).describe('In the order of display.') })
      .meta({ id: 'DeliveryPreview' }),
  },
  problems: [],
  cache: 'shared',
  async handle(call) {
    const { shop, place, market, query } = call
    const country = query.country ?? market.countries[0] ?? ''
    if (!market.countries.includes(country)) {
      const message = `must be one of ${market.countries.join(', ')}`
      return refuse('input-invalid', { fields: [{ field: 'country', in: 'query', code: 'unknown', message }] })
    }
    const methods = await readMethods(shop, place, { ...query, country })
    return answer(200, {
      country,
      methods: methods.map(({ code, name, carrier, priceMinor, freeFromMinor, from, to }) => ({
        code,
        name,
        carrier,
        price: money(call, priceMinor),
        freeFrom: freeFromMinor === null ? null : money(call, freeFromMinor),
        arrives: { from, to },
      })),
    })
  },
})
