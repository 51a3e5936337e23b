import type { ProductPage, ShelfVariant } from '../../domain/browse/shelf.ts'
import { type Html, html } from '../../kit/html.ts'
import { minorDigits } from '../../kit/money.ts'
import { href, mediaAddress } from '../../routes.ts'
import { jsonLd } from '../crumbs.ts'
import type { Visit } from '../visit.ts'

/** The product for search engines: each variant an offer with its own address. */
export function productJsonLd(visit: Visit, product: ProductPage): Html {
  const { shop, place, market } = visit
  const pictures = product.pictures.map(({ mediaKey }) => mediaAddress(shop.publicUrl, mediaKey, 1024, 'jpg'))
  return jsonLd({
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.summary,
    ...(product.brand ? { brand: { '@type': 'Brand', name: product.brand } } : {}),
    ...(pictures.length > 0 ? { image: pictures } : {}),
    ...(product.rating === null
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: product.rating,
            reviewCount: product.ratingCount,
          },
        }),
    offers: product.variants.map((variant) => ({
      '@type': 'Offer',
      sku: variant.sku,
      ...(variant.barcode ? { gtin: variant.barcode } : {}),
      url: shop.publicUrl + href(place, 'product', { slug: product.slug }, variant.options),
      price: (variant.price.amountMinor / 10 ** minorDigits(market.currency)).toFixed(minorDigits(market.currency)),
      priceCurrency: market.currency,
      availability: availability(variant),
      itemCondition: 'https://schema.org/NewCondition',
    })),
  })
}

const availability = ({ available }: ShelfVariant) => `https://schema.org/${available > 0 ? 'InStock' : 'OutOfStock'}`

export const sharedPicture = (
  { shop }: Visit,
  { pictures: [first] }: Pick<ProductPage, 'pictures'>,
): Html | undefined =>
  first &&
  html`<meta property="og:image" content="${mediaAddress(shop.publicUrl, first.mediaKey, 1024, 'jpg')}"><meta property="og:image:alt" content="${first.alt}">`
