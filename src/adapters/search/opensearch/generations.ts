import { objectOf, WrongAnswer } from './answer.ts'
import { indexSettings } from './document.ts'
import type { Engine } from './engine.ts'

/**
 * The indexes of one build: one for each market, `PREFIX.us.GENERATION`, behind the alias `PREFIX.us`. The index `PREFIX` notes for
 * each generation up to which change of the table it has everything.
 */
export type Generations = {
  /** The one that answers; null where none was built. */
  live(): Promise<string | null>
  /** All that there are, the oldest first. */
  all(): Promise<string[]>
  begin(markets: readonly string[], filling: boolean): Promise<string>
  /** The markets that have an index. */
  marketsOf(generation: string): Promise<Set<string>>
  addMarket(generation: string, market: string): Promise<void>
  indexOf(generation: string, market: string): string
  /** Ends the filling: what was put is found from now on. */
  filled(generation: string): Promise<void>
  /** Lets this generation answer in the place of any other, in one step. */
  switchTo(generation: string): Promise<void>
  remove(generation: string): Promise<void>
  position(generation: string): Promise<number>
  savePosition(generation: string, change: number): Promise<void>
}

const timeoutMs = 30_000
const notFound = 404
const conflict = 409

export function openGenerations(engine: Engine, prefix: string): Generations {
  const aliasOf = (market: string) => `${prefix}.${market}`
  const partsOf = (index: string) => {
    const [market = '', generation = ''] = index.slice(prefix.length + 1).split('.')
    return { market, generation }
  }
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, expected: number[] = []) =>
    engine.ask({ method, path, ...(body ? { body } : {}), timeoutMs, expected })

  /** Indexes by name, with the aliases that they stand behind. */
  async function indexes(): Promise<Map<string, string[]>> {
    const { status, body } = await ask('GET', `/${prefix}.*/_alias`, undefined, [notFound])
    if (status === notFound) return new Map()
    const found = Object.entries(objectOf(body, 'indexes'))
    return new Map(found.map(([name, one]) => [name, Object.keys(objectOf(objectOf(one, 'index').aliases, 'aliases'))]))
  }

  const create = async (generation: string, market: string, settings: object) => {
    const path = `/${aliasOf(market)}.${generation}`
    const { status, body } = await ask('PUT', path, settings, [400])
    const error = status === 400 ? objectOf(objectOf(body, 'error').error, 'error').type : null
    if (error && error !== 'resource_already_exists_exception')
      throw new WrongAnswer(`The index cannot be made: ${String(error)}`)
  }

  const live = async () => {
    const found = [...(await indexes())].filter(([, aliases]) => aliases.length > 0).map(([name]) => name)
    return (
      found
        .map((name) => partsOf(name).generation)
        .sort()
        .at(-1) ?? null
    )
  }

  return {
    live,
    async all() {
      const found = [...(await indexes()).keys()].map((name) => partsOf(name).generation)
      return [...new Set(found)].filter((generation) => generation !== '').sort()
    },
    async begin(markets, filling) {
      // Later ones sort behind earlier ones; two that begin at once are two.
      const generation = `${Date.now().toString(36).padStart(9, '0')}${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
      const { settings, mappings } = indexSettings
      const refresh = filling ? { refresh_interval: '-1' } : {}
      await ask('PUT', `/${prefix}`, { settings: { number_of_shards: 1, auto_expand_replicas: '0-2' } }, [400])
      for (const market of markets)
        await create(generation, market, { mappings, settings: { ...settings, ...refresh } })
      return generation
    },
    async marketsOf(generation) {
      const found = [...(await indexes()).keys()].map(partsOf).filter((parts) => parts.generation === generation)
      return new Set(found.map(({ market }) => market))
    },
    async addMarket(generation, market) {
      await create(generation, market, indexSettings)
      if ((await live()) !== generation) return
      await ask('POST', '/_aliases', {
        actions: [{ add: { index: `${aliasOf(market)}.${generation}`, alias: aliasOf(market) } }],
      })
    },
    indexOf: (generation, market) => `${aliasOf(market)}.${generation}`,
    async filled(generation) {
      const { refresh_interval } = indexSettings.settings
      await ask('PUT', `/${prefix}.*.${generation}/_settings`, { index: { refresh_interval } })
      await ask('POST', `/${prefix}.*.${generation}/_refresh`)
    },
    async switchTo(generation) {
      const actions: object[] = []
      for (const [index, aliases] of await indexes()) {
        const { market, generation: of } = partsOf(index)
        if (of === generation) actions.push({ add: { index, alias: aliasOf(market) } })
        else for (const alias of aliases) actions.push({ remove: { index, alias } })
      }
      await ask('POST', '/_aliases', { actions })
    },
    async remove(generation) {
      for (const index of (await indexes()).keys())
        if (partsOf(index).generation === generation) await ask('DELETE', `/${index}`, undefined, [notFound])
      await ask('DELETE', `/${prefix}/_doc/${generation}`, undefined, [notFound])
    },
    async position(generation) {
      const { status, body } = await ask('GET', `/${prefix}/_doc/${generation}`, undefined, [notFound])
      if (status === notFound) return 0
      const { change } = objectOf(objectOf(body, 'document')._source, 'position')
      return typeof change === 'number' ? change : 0
    },
    async savePosition(generation, change) {
      // Never back: another process may have come further.
      const path = `/${prefix}/_doc/${generation}?version=${Math.max(change, 1)}&version_type=external_gte`
      await ask('PUT', path, { change }, [conflict])
    },
  }
}
