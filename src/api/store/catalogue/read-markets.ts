import { z } from 'zod'
import { answer, defineStoreEndpoint } from '../endpoint.ts'
import { addressSchema, currencySchema, localeSchema } from '../schemas.ts'

const marketSchema = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    currency: currencySchema,
    taxStyle: z.enum(['added', 'included']).describe('Whether prices are without tax, or contain it.'),
    countries: z.array(z.string()).describe('Where the market delivers to, ISO 3166-1.'),
    languages: z.array(
      z.strictObject({
        locale: localeSchema,
        api: addressSchema.describe('Where the addresses of this API begin.'),
        page: addressSchema.describe('The front page of the shop.'),
      }),
    ),
  })
  .meta({ id: 'Market' })

export const readMarkets = defineStoreEndpoint({
  operationId: 'readMarkets',
  method: 'GET',
  path: '/markets',
  tag: 'Markets',
  summary: 'All markets and their languages',
  description: 'Every other address begins with the code of a market and one of its languages.',
  who: 'anyone',
  answers: { 200: z.strictObject({ markets: z.array(marketSchema) }).meta({ id: 'Markets' }) },
  problems: [],
  cache: 'shared',
  async handle({ shop }) {
    const markets = shop.markets.map(({ code, name, currency, taxStyle, countries, locales }) => ({
      code,
      name,
      currency,
      taxStyle,
      countries,
      languages: locales.map((locale) => ({
        locale,
        api: `${shop.publicUrl}/api/store/${code}/${locale}`,
        page: `${shop.publicUrl}/${code}/${locale}`,
      })),
    }))
    // RFC 8631: where programs and people find the rest.
    const link = '</api/store/openapi.json>; rel="service-desc", </api/store/docs>; rel="service-doc"'
    return answer(200, { markets }, { link })
  },
})
