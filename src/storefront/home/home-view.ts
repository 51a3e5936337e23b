import type { HomeShelf } from '../../domain/browse/read-home.ts'
import type { CategoryNode, ProductCard } from '../../domain/browse/shelf.ts'
import type { DeliveryPreview } from '../../domain/shipping/read-methods.ts'
import { type Html, html } from '../../kit/html.ts'
import { href, type StorefrontRoute } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { type IconName, icon } from '../../ui/icon.ts'
import { money } from '../../ui/money.ts'
import { groundClass, picture } from '../../ui/picture.ts'
import { stars } from '../../ui/stars.ts'
import { cardList } from '../card.ts'
import type { Visit } from '../visit.ts'

export type HomeProps = { shelf: HomeShelf; menu: CategoryNode[]; delivery: DeliveryPreview | null }

export function homeView(visit: Visit, { shelf, menu, delivery }: HomeProps): Html {
  const { say } = visit
  return html`${statement(visit, collageOf(shelf))}${facts(visit, delivery)}${departments(visit, menu)}${cardRow(
    visit,
    say({ en: 'New on the shelves', de: 'Neu im Regal' }),
    'newIn',
    say({ en: 'All that is new', de: 'Alles Neue' }),
    shelf.fresh,
    true,
  )}${story(visit, shelf.story)}${cardRow(
    visit,
    say({ en: 'What people come back for', de: 'Was gern wieder gekauft wird' }),
    null,
    '',
    shelf.bestSelling,
    false,
  )}${praise(visit, shelf.praise)}${cardRow(
    visit,
    say({ en: 'Last pieces, lower prices', de: 'Letzte Stücke, kleinere Preise' }),
    'sale',
    say({ en: 'The whole sale', de: 'Alle Angebote' }),
    shelf.reduced,
    true,
  )}`
}

/** Wares that look well together: each on a ground of its own hue. */
function collageOf({ bestSelling, fresh, story }: HomeShelf): ProductCard[] {
  const seen = new Set<string>()
  const chosen: ProductCard[] = []
  const all = [...bestSelling, ...fresh, ...(story?.cards ?? [])].filter(({ picture }) => picture)
  for (const card of all) {
    const ground = card.picture?.ground ?? 'n'
    if (!seen.has(ground)) chosen.push(card)
    seen.add(ground)
  }
  for (const card of all) if (!chosen.includes(card)) chosen.push(card)
  return chosen.slice(0, 6)
}

function statement({ say, place, shop }: Visit, wares: readonly ProductCard[]): Html {
  return html`<section class="statement wrap"><div class="statement-words"><h1>${say(shop.identity.words.heading)}</h1><p class="lead">${say(shop.identity.words.lead)}</p><p class="row"><a class="button large" href="${href(place, 'newIn')}">${say({ en: 'See what is new', de: 'Neues ansehen' })}</a><a class="link" href="#departments">${say(
    { en: 'Browse the departments', de: 'Abteilungen ansehen' },
  )}</a></p></div><ul class="collage">${wares.map(
    ({ slug, name, picture: shown }, i) =>
      html`<li class="${groundClass(shown)}"><a href="${href(place, 'product', { slug })}" aria-label="${name}">${
        shown &&
        picture(shown, {
          sizes: i === 0 ? '(min-width: 64rem) 26vw, 60vw' : '(min-width: 64rem) 14vw, 33vw',
          widths: [320, 640],
          alt: '',
          eager: true,
        })
      }</a></li>`,
  )}</ul></section>`
}

function facts(visit: Visit, delivery: DeliveryPreview | null): Html {
  const { say, locale, place, shop } = visit
  const { returnDays, words: own } = shop.identity
  const fact = (name: IconName, title: string, words: Html | string) =>
    html`<li>${icon(name)}<div><p class="strong">${title}</p><p class="soft small">${words}</p></div></li>`
  const info = (topic: string, words: string) => html`<a href="${href(place, 'info', { topic })}">${words}</a>`
  return html`<section class="wrap" aria-label="${say({ en: 'How we work', de: 'So arbeiten wir' })}"><ul class="home-facts">${
    delivery &&
    fact(
      'truck',
      say({
        en: `With you ${dayRange(delivery.from, delivery.to, locale)}`,
        de: `Bei Ihnen ${dayRange(delivery.from, delivery.to, locale)}`,
      }),
      delivery.freeFromMinor === null
        ? info('shipping', say({ en: 'How we ship', de: 'So versenden wir' }))
        : html`${say({ en: 'Ordered today; free from', de: 'Heute bestellt; frei ab' })} ${money(visit, delivery.freeFromMinor)}`,
    )
  }${fact('returns', say({ en: `${returnDays} days to change your mind`, de: `${returnDays} Tage Bedenkzeit` }), info('returns', say({ en: 'How returns work', de: 'So geht die Rückgabe' })))}${fact(
    'lock',
    say({ en: 'Safe to pay', de: 'Sicher bezahlen' }),
    say({ en: 'Your card number never reaches us', de: 'Ihre Kartennummer erreicht uns nie' }),
  )}${fact('mail', say({ en: 'Answers from people', de: 'Antworten von Menschen' }), info('contact', say(own.answers)))}</ul></section>`
}

// Department pictures show several wares, so they have no hue of their own: the mosaic gives each its place on the wheel.
const wheel = ['h04', 'h14', 'h20', 'h09', 'h01', 'h17', 'h06', 'h12', 'h22', 'h03', 'h10', 'h18', 'h07', 'h15']

const departmentGround = (shown: CategoryNode['picture'], i: number): string =>
  groundClass(shown && shown.ground !== 'n' ? shown : { ground: wheel[i % wheel.length] ?? 'n' })

function departments({ say, place }: Visit, menu: readonly CategoryNode[]): Html {
  return html`<section class="wrap home-part" id="departments"><h2>${say({ en: 'Departments', de: 'Abteilungen' })}</h2><ul class="mosaic">${menu.map(
    ({ name, slug, picture: shown, parts }, i) =>
      html`<li class="${departmentGround(shown, i)}"><a href="${href(place, 'category', { slug })}"><span class="mosaic-words"><span class="strong">${name}</span><span class="mosaic-parts small">${parts
        .slice(0, 3)
        .map((part) => part.name)
        .join(', ')}</span></span>${
        shown && picture(shown, { sizes: '(min-width: 64rem) 26vw, 48vw', widths: [320, 640], alt: '' })
      }</a></li>`,
  )}</ul></section>`
}

function cardRow(
  visit: Visit,
  title: string,
  route: Extract<StorefrontRoute, 'newIn' | 'sale'> | null,
  words: string,
  cards: readonly ProductCard[],
  row: boolean,
): Html | null {
  if (cards.length === 0) return null
  return html`<section class="wrap home-part"><div class="between"><h2>${title}</h2>${
    route && html`<a class="link" href="${href(visit.place, route)}">${words}${icon('forward')}</a>`
  }</div>${cardList(visit, cards, { row })}</section>`
}

/** A collection told as a story, with what it costs to take it home. */
function story(visit: Visit, told: HomeShelf['story']): Html | null {
  if (!told) return null
  const { say, place } = visit
  const { collection, cards } = told
  const shown = cards.slice(0, 5)
  const sum = shown.reduce((total, { price }) => total + price.amountMinor, 0)
  return html`<section class="story"><div class="wrap story-row"><div class="story-words-box"><p class="small story-kind">${say(
    {
      en: 'Collection',
      de: 'Kollektion',
    },
  )}</p><h2>${collection.name}</h2><p>${collection.story || collection.intro}</p><ul class="story-list">${shown.map(
    (card) =>
      html`<li><a href="${href(place, 'product', { slug: card.slug })}">${card.name}</a><span class="money">${money(visit, card.price.amountMinor)}</span></li>`,
  )}<li class="story-sum"><span>${say({ en: 'All of it together', de: 'Alles zusammen' })}</span><span class="money">${money(visit, sum)}</span></li></ul><p><a class="button" href="${href(
    place,
    'collection',
    { slug: collection.slug },
  )}">${say({ en: 'See the collection', de: 'Zur Kollektion' })}</a></p></div><ul class="story-wares">${shown.map(
    ({ picture: ware, slug, name }) =>
      html`<li class="${groundClass(ware)}"><a href="${href(place, 'product', { slug })}" aria-label="${name}">${
        ware && picture(ware, { sizes: '(min-width: 64rem) 22vw, 46vw', widths: [320, 640], alt: '' })
      }</a></li>`,
  )}</ul></div></section>`
}

function praise(visit: Visit, reviews: HomeShelf['praise']): Html | null {
  const { say, place } = visit
  if (reviews.length < 3) return null
  return html`<section class="wrap home-part"><h2>${say({ en: 'In their words', de: 'In ihren Worten' })}</h2><ul class="praise">${reviews
    .slice(0, 5)
    .map(
      ({ name, rating, body, productSlug, productName }) =>
        html`<li><figure>${stars(visit, rating)}<blockquote>${body}</blockquote><figcaption class="small soft">${name} ${say({ en: 'on', de: 'über' })} <a href="${href(
          place,
          'product',
          { slug: productSlug },
        )}">${productName}</a></figcaption></figure></li>`,
    )}</ul></section>`
}
