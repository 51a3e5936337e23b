import type { CollectionEntry } from '../../domain/browse/shelf.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { icon } from '../../ui/icon.ts'
import { groundClass, picture, sizes } from '../../ui/picture.ts'
import type { Visit } from '../visit.ts'

// A collection shows wares of many hues; its tile has a ground of its own.
const grounds = ['h13', 'h04', 'h18', 'h10', 'h01'] as const

/** A collection as a wide tile between the cards of a list. */
export const storyTile = ({ say, place }: Visit, collection: CollectionEntry | undefined): Html | null =>
  collection
    ? html`<li class="story-tile ${groundClass({ ground: grounds[collection.collectionId % grounds.length] ?? 'n' })}"><div class="story-tile-words"><p class="small">${say(
        {
          en: 'Collection',
          de: 'Kollektion',
        },
      )}</p><h3><a href="${href(place, 'collection', { slug: collection.slug })}">${collection.name}</a></h3><p>${collection.intro}</p><p class="story-tile-go">${say(
        { en: 'See it all', de: 'Alles ansehen' },
      )}${icon('forward')}</p></div>${collection.picture && picture(collection.picture, { sizes: sizes.half, alt: '' })}</li>`
    : null
