import type { Picture } from '../../domain/browse/shelf.ts'
import { type Html, html } from '../../kit/html.ts'
import { href, mediaHref } from '../../routes.ts'
import { groundClass, picture } from '../../ui/picture.ts'
import { factTable } from '../../ui/table.ts'
import { cardList } from '../card.ts'
import { crumbTrail } from '../crumbs.ts'
import type { Visit } from '../visit.ts'
import { buyBox } from './buy-box-view.ts'
import type { ProductProps } from './product-props.ts'
import { reviewSection } from './reviews-view.ts'

export function productView(visit: Visit, props: ProductProps): Html {
  const { say } = visit
  const { product } = props
  const shown = picturesOf(props)
  return html`<div class="wrap product-page" data-product="${href(visit.place, 'product', { slug: product.slug })}" data-name="${
    product.name
  }" data-picture="${shown[0] && mediaHref(shown[0].mediaKey, 320, 'webp')}" data-ground="${shown[0]?.ground}">${crumbTrail(visit, product.crumbs)}<div class="product-columns">${gallery(
    visit,
    shown,
  )}${buyBox(visit, props)}</div><div class="product-text"><section class="prose"><h2>${say({ en: 'About it', de: 'Zum Stück' })}</h2>${paragraphs(
    product.story || product.summary,
  )}</section><section><h2>${say({ en: 'Details', de: 'Details' })}</h2>${factTable(
    facts(visit, props),
    say({ en: 'Details', de: 'Details' }),
  )}</section></div>${reviewSection(visit, product)}${
    product.related.length > 0 &&
    html`<section class="after-list"><h2>${say({ en: 'Goes well with it', de: 'Passt gut dazu' })}</h2>${cardList(visit, product.related, { row: true })}</section>`
  }<section class="after-list recent" data-recent hidden><h2>${say({ en: 'Seen lately', de: 'Zuletzt angesehen' })}</h2><ul class="recent-list"></ul></section></div>`
}

const picturesOf = ({ product, choice }: Pick<ProductProps, 'product' | 'choice'>): Picture[] => {
  const { pictures } = choice.variant
  if (pictures.length === 0) return product.pictures
  // Those of no variant are right for all of them.
  const ofVariants = new Set(product.variants.flatMap((variant) => variant.pictures))
  const shared = product.pictures.filter((_, i) => !ofVariants.has(i))
  return [...pictures.flatMap((i) => product.pictures[i] ?? []), ...shared]
}

/** A strip that snaps; on desks all pictures stand below each other, the first one large. Each opens whole in its own tab or, with a script, in a dialog. */
function gallery({ say }: Visit, shown: readonly Picture[]): Html {
  return html`<div class="gallery" data-gallery data-part="gallery">${
    shown.length === 0 && html`<div class="ground ground-n gallery-item"></div>`
  }${shown.map(
    (one, i) =>
      html`<button class="${groundClass(one)} gallery-item" type="button" data-zoom aria-label="${say({
        en: `Enlarge picture ${i + 1}`,
        de: `Bild ${i + 1} vergrößern`,
      })}">${picture(one, {
        sizes: i === 0 ? '(min-width: 64rem) 56vw, 100vw' : '(min-width: 64rem) 28vw, 100vw',
        widths: [320, 640, 1024],
        eager: i === 0,
      })}</button>`,
  )}</div>`
}

const paragraphs = (text: string) =>
  text
    .split(/\n+/)
    .filter(Boolean)
    .map((part) => html`<p>${part}</p>`)

function facts({ say }: Visit, { product, choice }: ProductProps): { name: string; value: string }[] {
  return [
    ...product.attributes.map(({ name, value }) => ({ name, value })),
    ...(product.care ? [{ name: say({ en: 'Care', de: 'Pflege' }), value: product.care }] : []),
    ...(product.brand ? [{ name: say({ en: 'Maker', de: 'Hersteller' }), value: product.brand }] : []),
    { name: say({ en: 'Article number', de: 'Artikelnummer' }), value: choice.variant.sku },
  ]
}
