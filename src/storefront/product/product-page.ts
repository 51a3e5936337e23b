import { aboutProduct, aboutVariant } from '../../domain/browse/about.ts'
import { aboutCard } from '../../domain/browse/read-cards.ts'
import { readProduct } from '../../domain/browse/read-product.ts'
import { deliveryPreview } from '../../domain/shipping/read-methods.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { crumbsJsonLd } from '../crumbs.ts'
import { shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler } from '../visit.ts'
import { chooseVariant } from './choose-variant.ts'
import { productJsonLd, sharedPicture } from './product-json-ld.ts'
import { productView } from './product-view.ts'

export const productPage: PageHandler = async (visit) => {
  const { shop, place, params, url } = visit
  const product = await readProduct(shop, place, params.slug ?? '')
  if (!product) return lostPage(visit, shop)
  if ('movedTo' in product) return redirect(href(place, 'product', { slug: product.movedTo }) + url.search, 301)
  const choice = chooseVariant(product, url.searchParams)
  if (!choice) return lostPage(visit, shop)
  const delivery = await deliveryPreview(shop, place, {
    weightGrams: choice.variant.weightGrams,
    subtotalMinor: choice.variant.price.amountMinor,
  })
  const path = href(place, 'product', { slug: product.slug })
  return shopPage(visit, {
    title: product.name,
    description: product.summary,
    page: 'product',
    scripts: ['product'],
    samePage: (other) => {
      const there = product.elsewhere.find(({ market, locale }) => market === other.market && locale === other.locale)
      const isHere = other.market === place.market && other.locale === place.locale
      return isHere ? path : there ? href(other, 'product', { slug: there.slug }) : null
    },
    head: html`${productJsonLd(visit, product)}${crumbsJsonLd(visit, product.crumbs, { name: product.name, path })}${sharedPicture(visit, product)}`,
    about: () => [
      aboutProduct(product.productId),
      ...product.variants.map(({ variantId }) => aboutVariant(variantId)),
      ...product.related.flatMap(aboutCard),
    ],
    body: productView(visit, { product, choice, delivery }),
  })
}
