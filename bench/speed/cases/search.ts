import { type Case, countOf, expect, pageLoad, place, readPage } from '../case.ts'

const terms = ['leather backpack', 'running shoe', 'coffee table']
const paths = terms.map((term) => `${place}/search?q=${encodeURIComponent(term).replaceAll('%20', '+')}`)

export const search: Case = {
  name: 'search',
  title: `Search with facets: ${terms.map((term) => `'${term}'`).join(', ')} in rotation`,
  unit: 'pages',
  levels: [1, 10, 50],
  peers: [261, 382, 374],
  bar: { atLeast: 5, aim: 8 },
  isKept: true,
  once: async (site, i) => {
    const path = paths[i % paths.length] ?? ''
    const word = terms[i % terms.length]?.split(' ')[1] ?? ''
    const page = await readPage(site, path)
    const names = [...page.matchAll(/card-name"><a [^>]*>([^<]*)/g)].map(([, name = '']) => name)
    expect(names.length === 24, `${path} has ${names.length} cards`)
    expect(names[0]?.toLowerCase().includes(word) ?? false, `${path} begins with ${names[0]}`)
    expect(countOf(page, 'name="style"') > 0, `${path} has no facet of styles`)
  },
  load: (site) => pageLoad(site, paths),
}
