import { findCollection } from '../../domain/browse/read-collections.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler } from '../visit.ts'
import { showList } from './show-list.ts'

export const collectionPage: PageHandler = async (visit) => {
  const { shop, place, params } = visit
  const found = await findCollection(shop, place, params.slug ?? '')
  if (!found) return lostPage(visit, shop)
  if ('movedTo' in found) return redirect(href(place, 'collection', { slug: found.movedTo }) + visit.url.search, 301)
  const { entry, elsewhere } = found
  return showList(visit, {
    title: entry.name,
    intro: entry.intro,
    crumbs: [],
    scope: { collectionId: entry.collectionId },
    sort: 'popular',
    page: 'list collection',
    above: () =>
      entry.story !== '' && visit.url.search === '' ? html`<p class="story-words">${entry.story}</p>` : null,
    address: (query) => href(place, 'collection', { slug: entry.slug }, query),
    samePage: (other) => {
      const slug = elsewhere.find(({ locale }) => locale === other.locale)?.slug
      return slug === undefined ? null : href(other, 'collection', { slug })
    },
  })
}
