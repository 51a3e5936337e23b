import { aboutSearch } from '../../domain/browse/about.ts'
import { aboutCard, readCards } from '../../domain/browse/read-cards.ts'
import { crumbsTo } from '../../domain/browse/read-menu.ts'
import type { Crumb, ProductCard } from '../../domain/browse/shelf.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { icon } from '../../ui/icon.ts'
import { priceTag } from '../../ui/money.ts'
import { thumb } from '../../ui/picture.ts'
import { respond } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'

const atMost = 6

/** What the search field offers while somebody types: a piece of HTML with the options of a listbox. */
export const suggest: PageHandler = async (visit) => {
  const { shop, place, url } = visit
  const text = (url.searchParams.get('q') ?? '').trim().slice(0, 100)
  if (text.length < 2) return respond(visit, html``)
  const found = await shop.search.suggest({ ...place, text, limit: atMost })
  const [cards, trails] = await Promise.all([
    readCards(
      shop,
      place,
      found.products.map(({ productId }) => productId),
    ),
    Promise.all(found.categories.map(({ categoryId }) => crumbsTo(shop, place, categoryId))),
  ])
  return respond(visit, options(visit, { terms: found.terms, trails, cards }), {
    about: () => [aboutSearch, ...cards.flatMap(aboutCard)],
  })
}

function options(visit: Visit, found: { terms: string[]; trails: Crumb[][]; cards: ProductCard[] }): Html {
  const { say, place } = visit
  let count = 0
  const option = (address: string, inside: Html, words: string) =>
    html`<li role="presentation"><a role="option" id="option-${count++}" aria-selected="false" data-words="${words}" href="${address}" tabindex="-1">${inside}</a></li>`
  const group = (title: string, list: Html[]) =>
    list.length > 0 && html`<li role="presentation" class="option-title">${title}</li>${list}`
  return html`${group(
    say({ en: 'Search for', de: 'Suchen nach' }),
    found.terms.map((term) =>
      option(href(place, 'search', {}, { q: term }), html`${icon('search')}<span>${term}</span>`, term),
    ),
  )}${group(
    say({ en: 'Departments', de: 'Abteilungen' }),
    found.trails.flatMap((trail) => {
      const last = trail.at(-1)
      return last
        ? [
            option(
              href(place, 'category', { slug: last.slug }),
              html`${icon('forward')}<span>${last.name}${trail.length > 1 && html` <span class="soft small">${trail[0]?.name}</span>`}</span>`,
              last.name,
            ),
          ]
        : []
    }),
  )}${group(
    say({ en: 'Products', de: 'Artikel' }),
    found.cards.map((card) =>
      option(
        href(place, 'product', { slug: card.slug }),
        html`${thumb(card.picture)}<span>${card.name}<span class="small">${priceTag(visit, card.price, { from: card.priceVaries })}</span></span>`,
        card.name,
      ),
    ),
  )}`
}
