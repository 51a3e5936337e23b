import type { ProductPage, Review } from '../../domain/browse/shelf.ts'
import { type Html, html } from '../../kit/html.ts'
import { date } from '../../ui/dates.ts'
import { icon } from '../../ui/icon.ts'
import { oneDigit, stars } from '../../ui/stars.ts'
import type { Visit } from '../visit.ts'

const shownAtOnce = 4

export function reviewSection(visit: Visit, product: ProductPage): Html | null {
  const { say, locale } = visit
  if (product.rating === null) return null
  const [first, more] = [product.reviews.slice(0, shownAtOnce), product.reviews.slice(shownAtOnce)]
  return html`<section class="reviews" id="reviews"><div class="reviews-sum"><h2>${say({ en: 'Reviews', de: 'Bewertungen' })}</h2><p class="reviews-mean"><span class="reviews-number">${oneDigit(
    product.rating,
    locale,
  )}</span>${stars(visit, product.rating)}</p><p class="small soft">${say({
    en: `From ${product.ratingCount} ${product.ratingCount === 1 ? 'review' : 'reviews'}`,
    de: `Aus ${product.ratingCount} ${product.ratingCount === 1 ? 'Bewertung' : 'Bewertungen'}`,
  })}</p>${spread(visit, product)}<p class="tiny soft">${say({
    en: 'We print reviews unchanged, good and bad. “Bought here” means that we found the order.',
    de: 'Wir drucken Bewertungen unverändert, gute wie schlechte. „Hier gekauft“ heißt, dass wir die Bestellung gefunden haben.',
  })}</p></div><div class="reviews-list"><ul>${first.map((review) => reviewItem(visit, review))}</ul>${
    more.length > 0 &&
    html`<details class="reviews-more"><summary class="link">${say({
      en: `${more.length} more`,
      de: `${more.length} weitere`,
    })}</summary><ul>${more.map((review) => reviewItem(visit, review))}</ul></details>`
  }</div></section>`
}

/** How many gave five, four … stars, as bars and as numbers. */
function spread({ say }: Visit, { ratingSpread }: ProductPage): Html {
  const total = Math.max(
    1,
    ratingSpread.reduce((sum, count) => sum + count, 0),
  )
  return html`<table class="spread"><caption class="unseen">${say({ en: 'Reviews by stars', de: 'Bewertungen nach Sternen' })}</caption><tbody>${[
    5, 4, 3, 2, 1,
  ].map((rating) => {
    const count = ratingSpread[rating - 1] ?? 0
    return html`<tr><th scope="row">${rating}<span class="unseen"> ${say({ en: 'stars', de: 'Sterne' })}</span></th><td class="spread-bar"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="spread-ground" width="100" height="6" rx="3"/>${
      count > 0 && html`<rect width="${Math.max(2, Math.round((100 * count) / total))}" height="6" rx="3"/>`
    }</svg></td><td class="number soft">${count}</td></tr>`
  })}</tbody></table>`
}

const reviewItem = (visit: Visit, review: Review) => {
  const { say, locale, market } = visit
  return html`<li class="review"><div class="review-head">${stars(visit, review.rating)}<h3 lang="${review.locale}">${review.title}</h3></div><p lang="${review.locale}">${review.body}</p><p class="tiny soft review-by"><span>${
    review.name || say({ en: 'A customer', de: 'Eine Kundin, ein Kunde' })
  }</span><span>${date(review.createdAt, locale, market.timeZone)}</span>${
    review.verified &&
    html`<span class="verified">${icon('check')}${say({ en: 'Bought here', de: 'Hier gekauft' })}</span>`
  }</p></li>`
}
