import type { SearchIndex } from '../../domain/search/search-index.ts'
import type { Spread } from '../../kit/metrics.ts'
import { searchSeconds } from '../../kit/process-metrics.ts'

const findSeconds = searchSeconds.of('find')
const suggestSeconds = searchSeconds.of('suggest')

/** The same search; how long its answers take is counted, whoever gives them. */
export const measured = <S extends Pick<SearchIndex, 'find' | 'suggest'>>(search: S): S => ({
  ...search,
  find: (query) => timed(findSeconds, search.find(query)),
  suggest: (ask) => timed(suggestSeconds, search.suggest(ask)),
})

async function timed<T>(spread: Spread, work: Promise<T>): Promise<T> {
  const began = performance.now()
  try {
    return await work
  } finally {
    spread.observe((performance.now() - began) / 1000)
  }
}
