import type { BuyersShop, Job } from './jobs.ts'
import type { Site } from './site.ts'

type Timed<J> = J extends unknown ? Omit<J, 'connections' | 'warmUp' | 'seconds' | 'watched'> : never

/** What is measured. A new one is a module in `cases/` and a line in `cases.ts`. */
export type Case = {
  name: string
  title: string
  /** As many at once, in this order. */
  levels: readonly number[]
  /** What the peers reach at these levels, the best of them. */
  peers: readonly number[]
  /** What one is called: 'requests' or 'orders'. */
  unit: string
  /** Times the best peer at the second level. */
  bar?: { atLeast: number; aim: number }
  /** Whether the page cache holds its answers. */
  isKept: boolean
  /** One of its kind, looked at closely: throws when the answer is not the right one. */
  once(site: Site, i: number): Promise<void>
  /** What the generator does over and over. */
  load(site: Site): Promise<Timed<Exclude<Job, { kind: 'hot' }>>>
  /** After the load at one level: throws when what stands in the database is not what was counted. */
  verify?(site: Site, done: number): Promise<void>
}

export const place = '/de/en'

export function expect(is: boolean, what: string): void {
  if (!is) throw new Error(what)
}

/** What a page is like under load, from one that was looked at closely. */
export async function pageLoad(site: Site, paths: readonly string[]): Promise<Timed<Extract<Job, { kind: 'pages' }>>> {
  let least = Number.POSITIVE_INFINITY
  for (const path of paths.slice(0, 16)) least = Math.min(least, (await readPage(site, path)).length)
  return {
    kind: 'pages',
    origin: site.origin,
    requests: paths.map((path) => ({ method: 'GET', path })),
    expect: { status: 200, minLength: Math.floor(least * 0.8), end: '</html>' },
  }
}

export async function readPage(site: Site, path: string): Promise<string> {
  const answer = await fetch(site.origin + path, { redirect: 'manual', headers: { 'accept-encoding': 'identity' } })
  const text = await answer.text()
  expect(answer.status === 200, `${path} answers ${answer.status}`)
  return text
}

export const countOf = (text: string, part: string): number => text.split(part).length - 1

export const buyersShop = (site: Site, linesEach: number): BuyersShop => ({
  origin: site.origin,
  place,
  variantIds: site.shelf.variantIds,
  linesEach,
})
