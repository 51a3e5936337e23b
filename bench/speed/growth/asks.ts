import { sql } from '../../../src/kit/db.ts'
import { expect, place, readPage } from '../case.ts'
import type { Site } from '../site.ts'

/** A kind of request whose cost must not grow with the catalogue. */
export type Ask = {
  name: string
  /** In rotation. */
  paths: string[]
  /** Asked for the first time after a change; it shows the product that was changed where that is possible. */
  afterChange: string
}

const pagesDeep = 30

/** What is asked for: ordinary requests, and those that are known to hurt. */
export async function askKinds(site: Site): Promise<Ask[]> {
  const { categories, slugs } = site.shelf
  const [largest = ''] = categories
  const list = (slug: string, query = '') => `${place}/c/${slug}?sort=price${query}`
  const find = (text: string, query = '') => `${place}/search?q=${encodeURIComponent(text)}${query}`
  const suggest = (text: string) => `${place}/suggest?q=${encodeURIComponent(text)}`
  const styles = await stylesOf(site, largest)
  const chosen = styles.slice(0, 2).map((style) => `&style=${style}`)
  const deep = await walkTo(site, `${place}/search?sort=price`, pagesDeep)
  const rare = await site.db.rows<{ sku: string }>(sql`select sku from variant order by md5(sku) limit 8`)
  const kind = (name: string, paths: string[]): Ask => ({ name, paths, afterChange: paths[0] ?? '' })
  return [
    kind(
      'list: category by price',
      categories.map((slug) => list(slug)),
    ),
    kind(
      'list: newest first',
      categories.map((slug) => `${place}/c/${slug}?sort=new`),
    ),
    kind('list: one facet chosen', [list(largest, chosen[0])]),
    kind('list: many filters', [list(largest, `${chosen.join('')}&price=20-500&stock=1`)]),
    kind('list: everything, big facets', [`${place}/search`, `${place}/search?sort=price`]),
    kind(`list: page ${pagesDeep} of everything`, [deep]),
    kind(
      'product',
      slugs.slice(0, 400).map((slug) => `${place}/p/${slug}`),
    ),
    kind(
      'search: the three terms',
      ['leather backpack', 'running shoe', 'coffee table'].map((text) => find(text)),
    ),
    kind('search: a broad term', [find('leather'), find('classic')]),
    kind('search: a broad term, filtered', [find('leather', '&price=20-200')]),
    kind(
      'search: a number of one article',
      rare.map(({ sku }) => find(sku)),
    ),
    kind('suggestion', ['leather ba', 'run', 'co', 'oak ta'].map(suggest)),
  ]
}

async function stylesOf(site: Site, category: string): Promise<string[]> {
  const page = await readPage(site, `${place}/c/${category}`)
  const styles = [...page.matchAll(/name="style" value="([^"]+)"/g)].map(([, style = '']) => style)
  expect(styles.length > 1, `The department ${category} has no facet of styles`)
  return styles
}

/** The address of a page that is reached by going to the next one again and again. */
async function walkTo(site: Site, first: string, pages: number): Promise<string> {
  let path = first
  for (let i = 1; i < pages; i++) {
    const page = await readPage(site, path)
    const next = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    expect(next !== undefined, `There is no page after ${path}`)
    path = next ?? ''
  }
  return path
}
