import { nextAddress } from './addresses.ts'
import type { BuyersShop, Load, PageLoad } from './jobs.ts'
import type { Site } from './site.ts'

/** What is measured. A new one is a module in `cases/` and a line in `cases.ts`. */
export type Case = {
  name: string
  title: string
  /** What one is: 'page', 'cart', 'order'. */
  unit: string
  /** As many at once, in this order. The second is the one that the bars look at. */
  levels: readonly [number, number, number]
  /** Times the best peer. */
  bar?: { atLeast: number; aim: number }
  /** Whether the page cache holds its answers: then it is measured with and without. */
  isKept: boolean
  /** Whether the worker has nothing to do with it but mails: then it is measured once more without worker. */
  leavesMails?: boolean
  /** One of its kind, looked at closely: throws when the answer is not the right one. */
  once(site: Site, i: number): Promise<void>
  /** What the generator does over and over. */
  load(site: Site): Promise<Load>
  /** What counts instead of answers: what stands in the database. */
  count?(site: Site, from: Date, to: Date): Promise<number>
  /** After the load: throws when what stands in the database is not what was answered. */
  verify?(site: Site): Promise<void>
}

export const place = '/de/en'

/** An answer that is not the right one: it fails the case. */
export class WrongAnswer extends Error {}

export function expect(is: boolean, what: string): void {
  if (!is) throw new WrongAnswer(what)
}

export async function readPage(site: Pick<Site, 'origin'>, path: string): Promise<string> {
  const headers = { 'accept-encoding': 'identity', 'x-forwarded-for': nextAddress() }
  const answer = await fetch(site.origin + path, { redirect: 'manual', headers })
  const text = await answer.text()
  expect(answer.status === 200, `${path} answers ${answer.status}`)
  return text
}

/** Pages in rotation; under load they are as long as those that were looked at closely, and end as they do. */
export async function pageLoad(site: Site, paths: readonly string[]): Promise<PageLoad> {
  const lengths: number[] = []
  for (const path of paths.slice(0, 16)) lengths.push((await readPage(site, path)).length)
  return {
    kind: 'pages',
    origin: site.origin,
    requests: paths.map((path) => ({ method: 'GET', path })),
    expect: { status: 200, minLength: Math.floor(Math.min(...lengths) * 0.8), end: '</html>' },
  }
}

export const countOf = (text: string, part: string): number => text.split(part).length - 1

export const buyersShop = (site: Site, linesEach: number, variantIds = site.shelf.variantIds): BuyersShop => ({
  origin: site.origin,
  place,
  variantIds,
  linesEach,
})
