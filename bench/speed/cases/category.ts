import { type Case, countOf, expect, pageLoad, place, readPage } from '../case.ts'
import type { Site } from '../site.ts'

const paths = (site: Site) => site.shelf.categories.map((slug) => `${place}/c/${slug}?sort=price`)

export const category: Case = {
  name: 'category',
  title: 'Category page of 24, by price, with facets; 16 categories in rotation',
  unit: 'page',
  levels: [1, 10, 50],
  bar: { atLeast: 5, aim: 8 },
  isKept: true,
  once: async (site, i) => {
    const all = paths(site)
    const path = all[i % all.length] ?? ''
    const page = await readPage(site, path)
    expect(countOf(page, '<li class="card">') === 24, `${path} has ${countOf(page, '<li class="card">')} cards`)
    expect(page.includes('name="style"'), `${path} has no facet of styles`)
    const prices = [...page.matchAll(/<p class="card-price">[\s\S]*?€([\d,]+\.\d\d)/g)].map(([, price = '']) =>
      Number(price.replaceAll(',', '')),
    )
    expect(prices.length === 24, `${path} has ${prices.length} prices`)
    expect(
      prices.every((price, n) => n === 0 || price >= (prices[n - 1] ?? 0)),
      `${path} is not sorted by price`,
    )
    expect(countOf(page, '/media/bench-') >= 24, `${path} lacks pictures`)
  },
  load: (site) => pageLoad(site, paths(site)),
}
