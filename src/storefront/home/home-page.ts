import { aboutCard } from '../../domain/browse/read-cards.ts'
import { readHome } from '../../domain/browse/read-home.ts'
import { readMenu } from '../../domain/browse/read-menu.ts'
import { deliveryPreview } from '../../domain/shipping/read-methods.ts'
import { href } from '../../routes.ts'
import { jsonLd } from '../crumbs.ts'
import { shopPage } from '../frame.ts'
import type { PageHandler } from '../visit.ts'
import { homeView } from './home-view.ts'

export const homePage: PageHandler = async (visit) => {
  const { shop, place, say } = visit
  const [shelf, menu, delivery] = await Promise.all([
    readHome(shop, place),
    readMenu(shop, place),
    deliveryPreview(shop, place, { weightGrams: 1000, subtotalMinor: 0 }),
  ])
  return shopPage(visit, {
    title: `${shop.name}: ${say(shop.identity.words.title)}`,
    description: say(shop.identity.words.description),
    page: 'home',
    samePage: (other) => href(other, 'home'),
    head: jsonLd({
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      name: shop.name,
      url: shop.publicUrl + href(place, 'home'),
      potentialAction: {
        '@type': 'SearchAction',
        target: `${shop.publicUrl}${href(place, 'search')}?q={search_term_string}`,
        'query-input': 'required name=search_term_string',
      },
    }),
    about: () =>
      [...shelf.fresh, ...shelf.bestSelling, ...shelf.reduced, ...(shelf.story?.cards ?? [])].flatMap(aboutCard),
    body: homeView(visit, { shelf, menu, delivery }),
  })
}
