import { readCollections } from '../../domain/browse/read-collections.ts'
import { findCategory } from '../../domain/browse/read-menu.ts'
import { href } from '../../routes.ts'
import { crumbsJsonLd } from '../crumbs.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler } from '../visit.ts'
import { showList } from './show-list.ts'
import { storyTile } from './story-tile.ts'

export const categoryPage: PageHandler = async (visit) => {
  const { shop, place, params } = visit
  const found = await findCategory(shop, place, params.slug ?? '')
  if (!found) return lostPage(visit, shop)
  if ('movedTo' in found) return redirect(href(place, 'category', { slug: found.movedTo }) + visit.url.search, 301)
  const { node, crumbs, elsewhere } = found
  const collections = await readCollections(shop, place)
  return showList(visit, {
    title: node.name,
    intro: node.intro,
    description:
      node.intro ||
      categoryWords(
        visit,
        crumbs.map(({ name }) => name),
      ),
    crumbs,
    parts: node.parts.map(({ name, slug }) => ({ name, address: href(place, 'category', { slug }) })),
    scope: { categoryId: node.categoryId },
    sort: 'popular',
    address: (query) => href(place, 'category', { slug: node.slug }, query),
    samePage: (other) => {
      const slug = elsewhere.find(({ locale }) => locale === other.locale)?.slug
      return slug === undefined ? null : href(other, 'category', { slug })
    },
    // A different story in each department.
    tile: storyTile(visit, collections[node.categoryId % Math.max(collections.length, 1)]),
    head: () => crumbsJsonLd(visit, crumbs),
  })
}

const categoryWords = ({ say, shop }: Parameters<PageHandler>[0], names: string[]) =>
  say({
    en: `${names.toReversed().join(', ')}: chosen with care by ${shop.name}, with honest texts and real stock.`,
    de: `${names.toReversed().join(', ')}: mit Sorgfalt ausgesucht von ${shop.name}, ehrlich beschrieben und wirklich auf Lager.`,
  })
