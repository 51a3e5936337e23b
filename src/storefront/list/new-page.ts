import { href } from '../../routes.ts'
import type { PageHandler } from '../visit.ts'
import { showList } from './show-list.ts'

export const newWithinDays = 45

export const newPage: PageHandler = (visit) =>
  showList(visit, {
    title: visit.say({ en: 'New in', de: 'Neu im Shop' }),
    intro: visit.say({
      en: 'What came into the shop in the last six weeks.',
      de: 'Was in den letzten sechs Wochen dazugekommen ist.',
    }),
    crumbs: [],
    scope: { newWithinDays },
    sort: 'new',
    address: (query) => href(visit.place, 'newIn', {}, query),
    samePage: (other) => href(other, 'newIn'),
  })
