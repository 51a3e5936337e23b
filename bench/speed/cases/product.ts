import { type Case, expect, pageLoad, place, readPage } from '../case.ts'

export const product: Case = {
  name: 'product',
  title: 'Product page, all slugs in rotation',
  unit: 'page',
  levels: [1, 10, 50],
  bar: { atLeast: 10, aim: 20 },
  isKept: true,
  once: async (site, i) => {
    const n = (i * 7) % site.shelf.slugs.length
    const path = `${place}/p/${site.shelf.slugs[n]}`
    const page = await readPage(site, path)
    expect(page.includes(`name="variantId" value="${site.shelf.variantIds[n]}"`), `${path} sells another variant`)
    expect(/€[\d,]+\.\d\d/.test(page), `${path} has no price`)
    expect(page.includes('In stock'), `${path} is not in stock`)
    expect(page.includes('/media/bench-'), `${path} has no picture`)
  },
  load: (site) =>
    pageLoad(
      site,
      site.shelf.slugs.map((slug) => `${place}/p/${slug}`),
    ),
}
