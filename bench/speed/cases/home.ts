import { type Case, expect, pageLoad, place, readPage } from '../case.ts'

export const home: Case = {
  name: 'home',
  title: 'Home page',
  unit: 'page',
  levels: [1, 10, 50],
  isKept: true,
  once: async (site) => {
    const page = await readPage(site, place)
    expect(page.includes(`${place}/c/${site.shelf.categories[0]}`), 'The home page leads to no category')
  },
  load: (site) => pageLoad(site, [place]),
}
