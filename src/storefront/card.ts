import type { ProductCard, Swatch } from '../domain/browse/shelf.ts'
import { type Html, html, inOnePiece } from '../kit/html.ts'
import { href, mediaHref } from '../routes.ts'
import { lowestPrice, percentOff, percentWords, priceTag, unitPrice } from '../ui/money.ts'
import { groundClass, picture, sizes } from '../ui/picture.ts'
import { stars } from '../ui/stars.ts'
import type { Visit } from './visit.ts'

/*
 * cardList(visit, cards)                     a grid of wares
 * cardList(visit, cards, { row: true })      one row that scrolls sideways on phones
 */

export type CardOptions = {
  /** How many pictures are seen first and load at once. */
  eager?: number
  row?: boolean
  /** The level of the names below the page's headings. */
  level?: 2 | 3
  /** Stands between the cards. */
  tile?: { at: number; html: Html } | null
}

export function cardList(visit: Visit, cards: readonly ProductCard[], options: CardOptions = {}): Html {
  const { eager = 0, row, tile } = options
  return html`<ul class="${row ? 'cards cards-row' : 'cards'}">${cards.map(
    (card, i) => html`${tile?.at === i && tile.html}${productCard(visit, card, i < eager, options.level)}`,
  )}</ul>`
}

// A card is the same on every page until something of its product changes; then there is another object.
const drawn = new WeakMap<ProductCard, Map<number, Html>>()

function productCard(visit: Visit, card: ProductCard, eager: boolean, level: 2 | 3 = 3): Html {
  let forms = drawn.get(card)
  if (!forms) {
    forms = new Map()
    drawn.set(card, forms)
  }
  const form = level * 2 + Number(eager)
  let html = forms.get(form)
  if (!html) {
    html = inOnePiece(drawCard(visit, card, eager, level))
    forms.set(form, html)
  }
  return html
}

function drawCard(visit: Visit, card: ProductCard, eager: boolean, level: 2 | 3): Html {
  const { say, place } = visit
  const { price, secondPicture } = card
  const address = href(place, 'product', { slug: card.slug })
  const name = html`<a href="${address}">${card.name}</a>`
  return html`<li class="card"><div class="${groundClass(card.picture)} card-picture">${
    card.picture && picture(card.picture, { sizes: sizes.card, alt: '', eager })
  }${secondPicture && secondPicture.ground === card.picture?.ground && second(secondPicture)}${mark(visit, card)}</div><div class="card-words">${
    level === 2 ? html`<h2 class="card-name">${name}</h2>` : html`<h3 class="card-name">${name}</h3>`
  }<p class="card-price">${priceTag(visit, price, { from: card.priceVaries })}</p>${
    price.wasMinor !== null &&
    visit.market.taxStyle === 'included' &&
    html`<p class="tiny soft">${lowestPrice(visit, price)}</p>`
  }${price.perUnit && html`<p class="tiny soft">${unitPrice(visit, price)}</p>`}${
    (card.swatches.length > 1 || card.rating !== null) &&
    html`<p class="card-more">${card.swatches.length > 1 && dots(card.swatches, say({ en: 'Colors', de: 'Farben' }))}${
      card.rating !== null && stars(visit, card.rating, card.ratingCount)
    }</p>`
  }</div></li>`
}

// Loaded when a pointer comes near; one format is enough for what few ask for.
const second = ({ mediaKey }: NonNullable<ProductCard['secondPicture']>) =>
  html`<img class="second" src="${mediaHref(mediaKey, 640, 'webp')}" alt="" width="640" height="640" loading="lazy" decoding="async">`

function mark(visit: Visit, card: ProductCard): Html | false | null {
  const { say } = visit
  const percent = percentOff(card.price)
  if (card.stock === 'out') return html`<p class="card-mark">${say({ en: 'Sold out', de: 'Ausverkauft' })}</p>`
  if (percent) return html`<p class="card-mark sale">${percentWords(visit, percent)}</p>`
  if (card.isNew) return html`<p class="card-mark">${say({ en: 'New', de: 'Neu' })}</p>`
  return card.stock === 'few' && html`<p class="card-mark">${say({ en: 'Only a few left', de: 'Nur noch wenige' })}</p>`
}

const dotsAtMost = 5

function dots(swatches: readonly Swatch[], words: string): Html {
  const shown = swatches.slice(0, dotsAtMost)
  const more = swatches.length - shown.length
  return html`<svg class="dots" viewBox="0 0 ${shown.length * 18} 14" width="${shown.length * 18}" height="14" role="img" aria-label="${words}: ${swatches
    .map(({ name }) => name)
    .join(', ')}">${shown.map(({ hex }, i) => html`<circle cx="${i * 18 + 7}" cy="7" r="6" fill="${hex}"/>`)}</svg>${
    more > 0 && html`<span class="soft tiny">+${more}</span>`
  }`
}
