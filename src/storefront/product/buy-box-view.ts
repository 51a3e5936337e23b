import type { ShelfVariant } from '../../domain/browse/shelf.ts'
import { maxQuantity } from '../../domain/carts/cart-store.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { hidden } from '../../ui/field.ts'
import { icon } from '../../ui/icon.ts'
import { lowestPrice, money, percentOff, percentWords, priceTag, unitPrice } from '../../ui/money.ts'
import { stars } from '../../ui/stars.ts'
import type { Visit } from '../visit.ts'
import type { OptionChoice } from './choose-variant.ts'
import type { ProductProps } from './product-props.ts'

/** Name, price, choice, stock, delivery: what stays in sight. A script swaps the parts marked data-part. */
export function buyBox(visit: Visit, props: ProductProps): Html {
  const { say, place } = visit
  const { product, choice } = props
  const { variant } = choice
  const isSoldOut = variant.available === 0
  return html`<div class="buy"><div class="buy-head">${product.brand && html`<p class="small soft">${product.brand}</p>`}<h1>${product.name}</h1>${
    product.rating !== null &&
    html`<a class="buy-rating" href="#reviews">${stars(visit, product.rating, product.ratingCount)}<span class="unseen"> ${say({ en: 'To the reviews', de: 'Zu den Bewertungen' })}</span></a>`
  }<p class="buy-summary">${product.summary}</p></div><div class="buy-parts" data-part="buy">${priceBlock(visit, variant)}<form method="post" action="${href(
    place,
    'addLine',
  )}" data-add>${choice.options.map((option) => optionChoice(visit, product.slug, option))}${hidden('variantId', variant.variantId)}${stockWords(
    visit,
    variant,
  )}<div class="buy-row">${
    isSoldOut
      ? html`<button class="button large wide" type="submit" disabled>${say({ en: 'Sold out', de: 'Ausverkauft' })}</button>`
      : html`<div class="quantity" data-quantity><label class="unseen" for="quantity">${say({ en: 'Quantity', de: 'Menge' })}</label><button type="button" data-step="-1" hidden aria-label="${say(
          { en: 'One less', de: 'Eins weniger' },
        )}">${icon('minus')}</button><input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" max="${Math.min(
          variant.available,
          maxQuantity,
        )}" value="1" required><button type="button" data-step="1" hidden aria-label="${say({ en: 'One more', de: 'Eins mehr' })}">${icon(
          'plus',
        )}</button></div><button class="button large" type="submit" data-buy>${say({ en: 'Add to cart', de: 'In den Warenkorb' })}</button>`
  }</div></form>${promises(visit, props)}</div></div>`
}

function priceBlock(visit: Visit, { price }: ShelfVariant): Html {
  const { say, place, market } = visit
  const percent = percentOff(price)
  const shipping = html`<a href="${href(place, 'info', { topic: 'shipping' })}">${say({ en: 'shipping', de: 'Versand' })}</a>`
  return html`<div class="buy-price" data-price><p class="buy-amount">${priceTag(visit, price)}${
    percent && html` <span class="sale small">${percentWords(visit, percent)}</span>`
  }</p>${price.wasMinor !== null && price.lowest30Minor !== null && html`<p class="small soft">${lowestPrice(visit, price)}</p>`}${
    price.perUnit && html`<p class="small soft">${unitPrice(visit, price)}</p>`
  }<p class="small soft">${
    market.taxStyle === 'included'
      ? html`${say({ en: 'incl. VAT, plus', de: 'inkl. MwSt. zzgl.' })} ${shipping}`
      : html`${say({ en: 'plus tax and', de: 'zzgl. Steuer und' })} ${shipping}`
  }</p></div>`
}

/** Links, so that every choice has an address; a script swaps the page's parts instead of loading it. */
function optionChoice({ say, place }: Visit, slug: string, option: OptionChoice): Html {
  const chosen = option.values.find(({ state }) => state === 'chosen')
  const isColor = option.values.some(({ hex }) => hex)
  const why = {
    chosen: '',
    there: '',
    'sold-out': say({ en: 'sold out', de: 'ausverkauft' }),
    'not-made': say({ en: 'not made in this combination', de: 'in dieser Kombination nicht gemacht' }),
  }
  const gone = option.values.filter(({ state }) => state === 'sold-out' || state === 'not-made')
  return html`<div class="option" role="group" aria-label="${option.name}"><p class="option-name"><span class="strong">${option.name}:</span> ${chosen?.name}</p><ul class="${
    isColor ? 'option-list colors' : 'option-list'
  }">${option.values.map(
    ({ name, hex, state, options }) =>
      html`<li><a class="value-link ${state}" href="${href(place, 'product', { slug }, options)}" data-choice${
        state === 'chosen' && html` aria-current="true"`
      } rel="nofollow"${why[state] && html` title="${name}: ${why[state]}"`}>${
        hex &&
        html`<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9.500" fill="${hex}"/></svg>`
      }<span>${name}</span>${why[state] && html`<span class="unseen"> (${why[state]})</span>`}</a></li>`,
  )}</ul>${
    gone.length > 0 &&
    html`<p class="tiny soft">${gone.map(({ name, state }, i) => `${i > 0 ? '; ' : ''}${name}: ${why[state]}`)}</p>`
  }</div>`
}

function stockWords({ say }: Visit, { available, availableAt }: ShelfVariant): Html {
  const [first] = availableAt
  if (available === 0)
    return html`<p class="stock"><span class="bad-word">${say({ en: 'Sold out at the moment', de: 'Zurzeit ausverkauft' })}</span></p>`
  return available <= 3
    ? html`<p class="stock"><span class="warn-word">${
        first && first.available === available
          ? say({ en: `${available} left in ${first.city}`, de: `Noch ${available} in ${first.city}` })
          : say({ en: `${available} left`, de: `Noch ${available} da` })
      }</span></p>`
    : html`<p class="stock"><span class="good-word">${say({ en: 'In stock', de: 'Auf Lager' })}</span>${
        first && html` <span class="soft">${say({ en: `in ${first.city}`, de: `in ${first.city}` })}</span>`
      }</p>`
}

/** When it arrives, what that costs, how to give it back: before anybody has to ask. */
function promises(visit: Visit, { delivery, choice }: ProductProps): Html {
  const { say, locale, place } = visit
  return html`<ul class="promises">${
    delivery &&
    choice.variant.available > 0 &&
    html`<li>${icon('truck')}<span><span class="strong">${say({
      en: `Arrives ${dayRange(delivery.from, delivery.to, locale)}`,
      de: `Bei Ihnen ${dayRange(delivery.from, delivery.to, locale)}`,
    })}</span><span class="soft small">${
      delivery.priceMinor === 0
        ? say({ en: 'Free delivery', de: 'Versand kostenlos' })
        : html`${say({ en: 'Delivery', de: 'Versand' })} ${money(visit, delivery.priceMinor)}${
            delivery.freeFromMinor !== null &&
            html`${say({ en: ', free from', de: ', kostenlos ab' })} ${money(visit, delivery.freeFromMinor)}`
          }`
    }</span></span></li>`
  }<li>${icon('returns')}<span><span class="strong">${say({ en: `${visit.shop.identity.returnDays} days to send it back`, de: `${visit.shop.identity.returnDays} Tage Rückgabe` })}</span><a class="small" href="${href(
    place,
    'info',
    { topic: 'returns' },
  )}">${say({ en: 'How returns work', de: 'So funktioniert die Rückgabe' })}</a></span></li></ul>`
}
