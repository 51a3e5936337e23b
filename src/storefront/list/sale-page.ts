import { href } from '../../routes.ts'
import type { PageHandler } from '../visit.ts'
import { showList } from './show-list.ts'

export const salePage: PageHandler = (visit) =>
  showList(visit, {
    title: visit.say({ en: 'Sale', de: 'Sale' }),
    intro: visit.say({
      en: 'Last pieces and ends of series at lower prices, while they last.',
      de: 'Letzte Stücke und Auslaufendes zu kleineren Preisen, solange der Vorrat reicht.',
    }),
    crumbs: [],
    scope: { onlyReduced: true },
    sort: 'popular',
    address: (query) => href(visit.place, 'sale', {}, query),
    samePage: (other) => href(other, 'sale'),
  })
