import type { ProductSort } from '../../domain/search/search-index.ts'
import type { Words } from '../../domain/settings/market.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { icon } from '../../ui/icon.ts'
import { pager } from '../../ui/pager.ts'
import { cardList } from '../card.ts'
import { crumbTrail } from '../crumbs.ts'
import { drawing } from '../drawing.ts'
import type { Visit } from '../visit.ts'
import { chips, filters } from './filters-view.ts'
import type { ListProps } from './list.ts'
import { isFiltered, type ListState, listQuery, sorts, withoutAny } from './list-state.ts'
import { countWords } from './list-words.ts'

const sortWords: Record<ProductSort, Words> = {
  relevance: { en: 'Best match', de: 'Beste Treffer' },
  popular: { en: 'Popular first', de: 'Beliebteste zuerst' },
  new: { en: 'Newest first', de: 'Neueste zuerst' },
  price: { en: 'Price: low to high', de: 'Preis aufsteigend' },
  '-price': { en: 'Price: high to low', de: 'Preis absteigend' },
  rating: { en: 'Best rated', de: 'Bestbewertet' },
}

export function listView(visit: Visit, props: ListProps): Html {
  const { list, hits, state } = props
  const { say } = visit
  const hasList = hits.total > 0 || isFiltered(state)
  return html`<div class="wrap list-page"><header class="list-head">${crumbTrail(visit, list.crumbs?.slice(0, -1))}<div class="list-title"><h1>${
    !hasList && state.text ? nothingFor(visit, state.text) : list.title
  }</h1>${hits.total > 0 && html`<p class="list-count soft" data-total="${hits.total}">${countWords(visit, hits.total)}</p>`}</div>${
    list.intro && html`<p class="lead">${list.intro}</p>`
  }${list.above?.(hits)}${
    list.parts &&
    list.parts.length > 0 &&
    html`<nav class="parts" aria-label="${say({ en: 'Parts of this department', de: 'Teile dieser Abteilung' })}"><ul>${list.parts.map(
      ({ name, address }) => html`<li><a class="chip" href="${address}">${name}</a></li>`,
    )}</ul></nav>`
  }</header>${hasList ? results(visit, props) : nothing(visit, props)}</div>`
}

function results(visit: Visit, props: ListProps): Html {
  const { list, state, hits, cards } = props
  const { say, place } = visit
  const isFirst = state.after === null
  const address = (after: string | null) => list.address(listQuery({ ...state, after }))
  return html`<div class="list-columns">${filters(visit, props)}<section class="list-main" aria-labelledby="hits"><h2 class="unseen" id="hits">${say(
    {
      en: 'Products',
      de: 'Artikel',
    },
  )}</h2><div class="list-bar"><button class="button quiet filter-button" type="button" popovertarget="filters">${icon('filter')}${say(
    {
      en: 'Filter',
      de: 'Filtern',
    },
  )}${chosenCount(state)}</button>${sortField(visit, props)}</div>${chips(visit, props)}${
    hits.total === 0
      ? noHits(visit, props)
      : cardList(visit, cards, {
          eager: isFirst ? 4 : 0,
          tile: list.tile && isFirst && !isFiltered(state) && cards.length > 11 ? { at: 6, html: list.tile } : null,
        })
  }${pager(visit, {
    first: address(null),
    previous: hits.previous === null ? null : address(hits.previous || null),
    next: hits.next && address(hits.next),
  })}${
    visit.market.taxStyle === 'included'
      ? html`<p class="tiny soft list-note">${say({ en: 'All prices include VAT, plus', de: 'Alle Preise inkl. MwSt., zzgl.' })} <a href="${href(
          place,
          'info',
          { topic: 'shipping' },
        )}">${say({ en: 'shipping', de: 'Versand' })}</a>.</p>`
      : html`<p class="tiny soft list-note">${say({ en: 'Prices plus tax.', de: 'Preise zuzüglich Steuer.' })}</p>`
  }</section></div>`
}

const chosenCount = (state: ListState) => {
  const count =
    Object.values(state.facets).flat().length +
    Number(state.priceFromMinor !== undefined || state.priceToMinor !== undefined) +
    Number(state.onlyReduced) +
    Number(state.onlyInStock)
  return count > 0 && html` <span class="count">${count}</span>`
}

function sortField({ say }: Visit, { list, state }: ListProps): Html {
  const shown = sorts.filter((sort) => sort !== 'relevance' || list.sort === 'relevance')
  const chosen = state.sort ?? list.sort
  return html`<div class="sort"><label for="sort">${say({ en: 'Sort', de: 'Sortieren' })}</label><select class="input" id="sort" name="sort" form="filter-form">${shown.map(
    (sort) =>
      html`<option value="${sort === list.sort ? '' : sort}"${sort === chosen && html` selected`}>${say(sortWords[sort])}</option>`,
  )}</select><button class="button quiet no-script" form="filter-form" type="submit">${say({ en: 'Go', de: 'Los' })}</button></div>`
}

const noHits = ({ say }: Visit, { list, state }: ListProps) =>
  html`<div class="empty">${drawing('torch')}<h2>${say({
    en: 'Nothing fits all of these choices',
    de: 'Zu dieser Auswahl passt nichts',
  })}</h2><p>${say({
    en: 'Take one of them away above, or begin again.',
    de: 'Nehmen Sie oben eine Auswahl zurück, oder beginnen Sie von vorn.',
  })}</p><a class="button" href="${list.address(listQuery(withoutAny(state)))}">${say({ en: 'Clear all choices', de: 'Auswahl aufheben' })}</a></div>`

const nothingFor = ({ say }: Visit, text: string) =>
  say({ en: `We have nothing for “${text}”`, de: `Zu „${text}“ haben wir nichts` })

/** A search without hits: another spelling, other words, and what others like. */
function nothing(visit: Visit, { state, hits, list, popular }: ListProps): Html {
  const { say, place } = visit
  return html`<div class="empty">${drawing('torch')}${
    !state.text && html`<h2>${say({ en: 'Nothing here at the moment', de: 'Hier ist gerade nichts' })}</h2>`
  }${
    hits.didYouMean &&
    html`<p class="lead">${say({ en: 'Did you mean', de: 'Meinten Sie' })} <a href="${list.address({ q: hits.didYouMean })}">${hits.didYouMean}</a>?</p>`
  }<p>${say({
    en: 'Try a shorter or more general word, or look through the departments.',
    de: 'Versuchen Sie ein kürzeres oder allgemeineres Wort, oder stöbern Sie in den Abteilungen.',
  })}</p><p><a class="link" href="${href(place, 'newIn')}">${say({ en: 'See what is new', de: 'Neues ansehen' })}</a></p></div>${
    popular.length > 0 &&
    html`<section class="after-list"><h2>${say({ en: 'What others like', de: 'Was andere mögen' })}</h2>${cardList(visit, popular)}</section>`
  }`
}
