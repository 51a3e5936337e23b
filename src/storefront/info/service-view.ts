import { readMethods } from '../../domain/shipping/read-methods.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { moneyText } from '../../ui/money.ts'
import { dataTable } from '../../ui/table.ts'
import type { Visit } from '../visit.ts'
import { returnDays } from './company.ts'
import type { Info } from './topics.ts'

const parcels = [1000, 5000, 20_000] as const

export async function shipping(visit: Visit): Promise<Info> {
  const { say, shop, place, market, locale } = visit
  return {
    title: say({ en: 'Shipping', de: 'Versand' }),
    description: say({
      en: 'What delivery costs, how long it takes, and from where we send.',
      de: 'Was der Versand kostet, wie lange er dauert und woher wir schicken.',
    }),
    body: html`<p class="lead">${say({
      en: `What is ordered before ${market.cutOffHour} o’clock on a working day leaves the same day. The cart shows cost and day of arrival before you give us an address.`,
      de: `Was werktags vor ${market.cutOffHour} Uhr bestellt wird, geht am selben Tag hinaus. Kosten und Ankunftstag stehen schon im Warenkorb, bevor Sie uns eine Adresse nennen.`,
    })}</p>${await rates(visit)}<h2>${say({ en: 'Countries', de: 'Länder' })}</h2><p>${say({ en: 'From here we deliver to', de: 'Von hier liefern wir nach' })} ${countryNames(
      market.countries,
      locale,
    )}.</p><h2>${say({ en: 'From two places', de: 'Aus zwei Orten' })}</h2><p>${say({
      en: 'When an order comes from more than one warehouse, it arrives in more than one parcel. You pay for one.',
      de: 'Kommt eine Bestellung aus mehr als einem Lager, trifft sie in mehreren Paketen ein. Sie zahlen für eines.',
    })}</p><h2>${say({ en: 'When it takes longer', de: 'Wenn es länger dauert' })}</h2><p>${say({
      en: 'You hear from us, not the other way round. If the parcel is not there five days after the last day that we named, we send another one or give the money back.',
      de: 'Dann hören Sie von uns, nicht umgekehrt. Ist das Paket fünf Tage nach dem letzten genannten Tag nicht da, schicken wir ein neues oder geben das Geld zurück.',
    })} <a href="${href(place, 'info', { topic: 'contact' })}">${say({ en: 'Contact', de: 'Kontakt' })}</a></p><p class="soft small">${say(
      {
        en: `Demo shop: ${shop.name} sends nothing.`,
        de: `Demo-Shop: ${shop.name} verschickt nichts.`,
      },
    )}</p>`,
  }
}

async function rates(visit: Visit): Promise<Html> {
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

function countryNames(countries: readonly string[], locale: string): string {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(countries.map((code) => names.of(code) ?? code))
}

export function returns({ say, place, market }: Visit): Info {
  const link = (topic: string, words: string) => html`<a href="${href(place, 'info', { topic })}">${words}</a>`
  const isGerman = market.code === 'de'
  return {
    title: say({ en: 'Returns', de: 'Rückgabe' }),
    description: say({
      en: `${returnDays} days to change your mind, and how sending back works.`,
      de: `${returnDays} Tage Bedenkzeit, und wie das Zurückschicken geht.`,
    }),
    body: html`<p class="lead">${say({
      en: `You have ${returnDays} days from the day of arrival. Try things as you would in a shop; use a pan only when you mean to keep it.`,
      de: `Sie haben ${returnDays} Tage ab der Ankunft. Probieren Sie, wie Sie es im Laden täten; braten Sie in der Pfanne erst, wenn Sie sie behalten.`,
    })}</p><ol><li>${say({
      en: 'Write to us which pieces come back, with the order number.',
      de: 'Schreiben Sie uns mit der Bestellnummer, welche Stücke zurückkommen.',
    })}</li><li>${say({
      en: 'Pack them so that they arrive whole. The box that they came in is good for it.',
      de: 'Packen Sie sie so, dass sie heil ankommen. Der Karton, in dem sie kamen, taugt dafür.',
    })}</li><li>${say({
      en: 'Use the label that we send you. Returns are free for you.',
      de: 'Nehmen Sie den Schein, den wir Ihnen schicken. Die Rücksendung kostet Sie nichts.',
    })}</li><li>${say({
      en: 'The money is with you within five working days after the parcel is with us, by the way you paid.',
      de: 'Das Geld ist binnen fünf Werktagen bei Ihnen, nachdem das Paket bei uns ist, auf dem Weg, auf dem Sie gezahlt haben.',
    })}</li></ol><h2>${say({ en: 'What cannot come back', de: 'Was nicht zurückkann' })}</h2><p>${say({
      en: 'Food that has been opened, and earrings and care products whose seal is broken.',
      de: 'Geöffnete Lebensmittel sowie Ohrringe und Pflegemittel, deren Siegel gebrochen ist.',
    })}</p><h2>${say({ en: 'Your rights by law', de: 'Ihre gesetzlichen Rechte' })}</h2><p>${
      isGerman
        ? html`${say({
            en: 'Our 30 days come on top of the 14 days of the law. Read the',
            de: 'Unsere 30 Tage kommen zu den 14 Tagen des Gesetzes hinzu. Lesen Sie die',
          })} ${link('withdrawal', say({ en: 'instruction on withdrawal', de: 'Widerrufsbelehrung' }))}${say({ en: ', or', de: ', oder' })} <a href="${href(place, 'withdrawal')}">${say(
            { en: 'withdraw here', de: 'widerrufen Sie gleich hier' },
          )}</a>.`
        : say({
            en: 'What arrives broken or not as described is replaced or refunded, however long ago it arrived within a year.',
            de: 'Was kaputt oder anders als beschrieben ankommt, wird ein Jahr lang ersetzt oder erstattet.',
          })
    }</p>`,
  }
}
