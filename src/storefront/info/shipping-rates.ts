import { readMethods } from '../../domain/shipping/read-methods.ts'
import { type Html, html } from '../../kit/html.ts'
import { dayRange } from '../../ui/dates.ts'
import { moneyText } from '../../ui/money.ts'
import { dataTable } from '../../ui/table.ts'
import type { Visit } from '../visit.ts'

const parcels = [1000, 5000, 20_000] as const

/** What delivery to the market's first country costs, and when a parcel would arrive. */
export async function shippingRates(visit: Visit): Promise<Html> {
  const { say, shop, place, market, locale } = visit
  const country = market.countries[0] ?? ''
  const found = await Promise.all(
    parcels.map((weightGrams) => readMethods(shop, place, { country, weightGrams, subtotalMinor: 0 })),
  )
  const money = (minor: number | undefined) => (minor === undefined ? '–' : moneyText(visit, minor))
  const rows = (found[0] ?? []).map((method) => [
    html`<span><span class="strong">${method.name}</span> <span class="soft">${method.carrier}</span></span>`,
    dayRange(method.from, method.to, locale),
    ...found.map((options) => money(options.find(({ code }) => code === method.code)?.priceMinor)),
    method.freeFromMinor === null ? '–' : moneyText(visit, method.freeFromMinor),
  ])
  const upTo = (grams: number) => say({ en: `up to ${grams / 1000} kg`, de: `bis ${grams / 1000} kg` })
  return dataTable({
    caption: say({ en: 'Delivery cost and time', de: 'Versandkosten und Lieferzeit' }),
    columns: [
      { words: say({ en: 'Way', de: 'Art' }) },
      { words: say({ en: 'Ordered now, arrives', de: 'Jetzt bestellt, da' }) },
      ...parcels.map((grams) => ({ words: upTo(grams), number: true })),
      { words: say({ en: 'Free from', de: 'Frei ab' }), number: true },
    ],
    rows,
  })
}
