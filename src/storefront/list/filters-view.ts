import type { FacetWords } from '../../domain/browse/shelf.ts'
import type { FacetCount } from '../../domain/search/search-index.ts'
import { type Html, html } from '../../kit/html.ts'
import { currencySymbol } from '../../kit/money.ts'
import { icon } from '../../ui/icon.ts'
import { moneyText } from '../../ui/money.ts'
import type { Visit } from '../visit.ts'
import type { ListProps } from './list.ts'
import { isFiltered, type ListState, listQuery, priceFields, without, withoutAny } from './list-state.ts'
import { countWords } from './list-words.ts'

type Facet = FacetWords[number]

const openFacets = 2
const valuesShown = 8

/** A column beside the list on desks, a sheet on phones; one form either way, which needs no script. */
export function filters(visit: Visit, props: ListProps): Html {
  const { say } = visit
  const { list, state, words, hits } = props
  const shown = words.flatMap((facet) => {
    const values = valuesOf(facet, hits.facets[facet.code] ?? [], state.facets[facet.code] ?? [])
    return values.length > 1 || state.facets[facet.code] ? [{ facet, values }] : []
  })
  const { min, max } = priceFields(state)
  const symbol = currencySymbol(visit.market.currency, visit.locale)
  const bounds = (edge: number | null, up: boolean) =>
    edge === null ? '' : String(up ? Math.ceil(edge / 100) : Math.floor(edge / 100))
  const priceField = (name: 'min' | 'max', label: string, value: string, placeholder: string) =>
    html`<div class="field"><label for="price-${name}">${label}</label><input class="input" id="price-${name}" name="${name}" inputmode="decimal" autocomplete="off" value="${value}" placeholder="${placeholder}"></div>`
  return html`<aside class="filters" id="filters" popover aria-label="${say({ en: 'Filters', de: 'Filter' })}"><form id="filter-form" action="${list.address({})}" data-filter><div class="filters-head"><p class="strong">${say(
    { en: 'Filter', de: 'Filtern' },
  )}</p><button class="icon-button" type="button" popovertarget="filters" popovertargetaction="hide" aria-label="${say({ en: 'Close', de: 'Schließen' })}">${icon(
    'close',
  )}</button></div>${state.text && html`<input type="hidden" name="q" value="${state.text}">`}${shown
    .slice(0, 1)
    .map((f, i) =>
      facetView(visit, f, state, i),
    )}<details class="facet" open><summary>${say({ en: 'Price', de: 'Preis' })}</summary><div class="price-fields">${priceField(
    'min',
    say({ en: `From (${symbol})`, de: `Von (${symbol})` }),
    min,
    bounds(hits.priceMinMinor, false),
  )}${priceField('max', say({ en: `To (${symbol})`, de: `Bis (${symbol})` }), max, bounds(hits.priceMaxMinor, true))}</div></details>${shown
    .slice(1)
    .map((f, i) => facetView(visit, f, state, i + 1))}<div class="facet switches">${
    !list.scope.onlyReduced && flag('reduced', say({ en: 'Reduced', de: 'Reduziert' }), state.onlyReduced)
  }${flag('stock', say({ en: 'In stock', de: 'Auf Lager' }), state.onlyInStock)}</div><div class="filters-end"><button class="button wide no-script-wide" type="submit" data-show data-words="${say(
    { en: 'Show {count}', de: '{count} zeigen' },
  )}">${say({ en: 'Show', de: 'Zeigen' })} <span data-hits>${countWords(visit, hits.total)}</span></button>${
    isFiltered(state) &&
    html`<a class="link" href="${list.address(listQuery(withoutAny(state)))}">${say({ en: 'Clear all', de: 'Alles aufheben' })}</a>`
  }</div></form></aside>`
}

const flag = (name: string, words: string, checked: boolean) =>
  html`<label class="value"><input type="checkbox" name="${name}" value="1"${checked && html` checked`}><span>${words}</span></label>`

type Value = { code: string; name: string; hex: string | null; position: number; count: number; chosen: boolean }

function valuesOf(facet: Facet, counts: readonly FacetCount[], chosen: readonly string[]): Value[] {
  const found: Value[] = []
  const add = (code: string, count: number) => {
    const word = facet.values[code]
    const isChosen = chosen.includes(code)
    if (word && (count > 0 || isChosen))
      found.push({ code, name: word.name, hex: word.hex, position: word.position, count, chosen: isChosen })
  }
  for (const { value, count } of counts) add(value, count)
  for (const code of chosen) if (!counts.some(({ value }) => value === code)) add(code, 0)
  return found.sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1))
}

function facetView(
  { say }: Visit,
  { facet, values }: { facet: Facet; values: Value[] },
  state: ListState,
  index: number,
): Html {
  const isOpen = index < openFacets || state.facets[facet.code] !== undefined
  const value = ({ code, name, hex, count, chosen }: Value) =>
    html`<label class="value"><input type="checkbox" name="${facet.code}" value="${code}"${chosen && html` checked`}>${
      hex &&
      html`<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" fill="${hex}"/></svg>`
    }<span>${name}</span> <span class="soft tiny number">${count}</span></label>`
  const more = values.slice(valuesShown)
  return html`<details class="facet${values.some(({ hex }) => hex) && ' colors'}"${isOpen && html` open`}><summary>${facet.name}</summary><fieldset><legend class="unseen">${facet.name}</legend>${values
    .slice(0, valuesShown)
    .map(value)}${
    more.length > 0 &&
    html`<details class="more"${more.some(({ chosen }) => chosen) && html` open`}><summary>${say({
      en: `${more.length} more`,
      de: `${more.length} weitere`,
    })}</summary>${more.map(value)}</details>`
  }</fieldset></details>`
}

/** What is chosen, each a link that takes it away. */
export function chips(visit: Visit, { list, state, words }: ListProps): Html | null {
  if (!isFiltered(state)) return null
  const { say } = visit
  const link = (name: string, rest: ListState) =>
    html`<li><a class="chip" href="${list.address(listQuery(rest))}"><span class="unseen">${say({ en: 'Remove:', de: 'Entfernen:' })} </span>${name}${icon('close')}</a></li>`
  const facets = words.flatMap(({ code, values }) =>
    (state.facets[code] ?? []).map((value) => link(values[value]?.name ?? value, without(state, code, value))),
  )
  const { priceFromMinor: from, priceToMinor: to } = state
  const money = (minor: number) => moneyText(visit, minor)
  const price =
    from !== undefined && to !== undefined
      ? `${money(from)} – ${money(to)}`
      : from !== undefined
        ? say({ en: `from ${money(from)}`, de: `ab ${money(from)}` })
        : to !== undefined && say({ en: `up to ${money(to)}`, de: `bis ${money(to)}` })
  return html`<ul class="chips" aria-label="${say({ en: 'Chosen filters', de: 'Gewählte Filter' })}">${facets}${
    price && link(price, { ...state, priceFromMinor: undefined, priceToMinor: undefined, after: null })
  }${state.onlyReduced && link(say({ en: 'Reduced', de: 'Reduziert' }), { ...state, onlyReduced: false, after: null })}${
    state.onlyInStock && link(say({ en: 'In stock', de: 'Auf Lager' }), { ...state, onlyInStock: false, after: null })
  }<li><a class="link small" href="${list.address(listQuery(withoutAny(state)))}">${say({ en: 'Clear all', de: 'Alles aufheben' })}</a></li></ul>`
}
