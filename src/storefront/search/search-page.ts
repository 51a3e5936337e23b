import type { ProductHits } from '../../domain/search/search-index.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { showList } from '../list/show-list.ts'
import type { PageHandler, Visit } from '../visit.ts'

export const searchPage: PageHandler = (visit) => {
  const { say, place } = visit
  const text = (visit.url.searchParams.get('q') ?? '').trim().slice(0, 200)
  return showList(visit, {
    title: text
      ? say({ en: `Results for “${text}”`, de: `Treffer für „${text}“` })
      : say({ en: 'Everything', de: 'Alle Artikel' }),
    scope: {},
    sort: text ? 'relevance' : 'popular',
    page: 'list search-results',
    robots: 'noindex',
    above: (hits) => spelling(visit, hits),
    address: (query) => href(place, 'search', {}, query),
    samePage: (other) => href(other, 'search', {}, { q: text }),
  })
}

/** Another spelling, and what of the words was taken as a limit. */
const spelling = ({ say, place }: Visit, { didYouMean, understood, total }: ProductHits): Html | null =>
  total === 0 || (!didYouMean && understood.length === 0)
    ? null
    : html`<p class="lead">${
        didYouMean &&
        html`${say({ en: 'Did you mean', de: 'Meinten Sie' })} <a href="${href(place, 'search', {}, { q: didYouMean })}">${didYouMean}</a>? `
      }${understood.length > 0 && html`${say({ en: 'Shown:', de: 'Gezeigt:' })} ${understood.join(', ')}.`}</p>`
