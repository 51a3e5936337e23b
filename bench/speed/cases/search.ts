import { type Case, expect, pageLoad, place, readPage } from '../case.ts'

/** The first hit's name and a facet that has more than one value among the hits. */
const terms = [
  { text: 'leather backpack', name: /backpack/i, facet: 'gender' },
  { text: 'running shoe', name: /shoe|sneaker/i, facet: 'gender' },
  { text: 'coffee table', name: /table/i },
]
const paths = terms.map(({ text }) => `${place}/search?q=${text.replaceAll(' ', '+')}`)

export const search: Case = {
  name: 'search',
  title: `Search with facets: ${terms.map(({ text }) => `'${text}'`).join(', ')} in rotation`,
  unit: 'page',
  levels: [1, 10, 50],
  bar: { atLeast: 5, aim: 8 },
  isKept: true,
  once: async (site, i) => {
    const { text, name, facet } = terms[i % terms.length] as (typeof terms)[number]
    const path = paths[i % paths.length] ?? ''
    const page = await readPage(site, path)
    const names = [...page.matchAll(/card-name"><a [^>]*>([^<]*)/g)].map(([, found = '']) => found)
    // A short run has fewer products than fill a page.
    expect(names.length === 24 || site.filled.products < 2_000, `'${text}' has ${names.length} hits on its page`)
    expect(name.test(names[0] ?? ''), `'${text}' begins with '${names[0]}'`)
    expect(!facet || page.includes(`name="${facet}"`), `'${text}' has no facet '${facet}'`)
  },
  load: (site) => pageLoad(site, paths),
}
