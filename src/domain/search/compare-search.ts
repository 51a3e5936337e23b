import { setTimeout as sleep } from 'node:timers/promises'
import { allProductIds, readDocuments } from '../browse/read-documents.ts'
import type { Shop } from '../shop.ts'
import type { HeldDocument } from './search-index.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'search'>

/** A document that one place holds otherwise than the shop would have it. */
export type Drift = {
  place: string
  kind: 'missing' | 'extra' | 'stale'
  productId: number
  market: string
  locale: string
}

export type SearchDrift = { products: number; documents: number; places: string[]; drift: Drift[] }

const productsAtOnce = 250
// What was changed a moment ago is still under way.
const secondLookMs = 2_500

/**
 * Compares what is for sale with what the search holds, place by place, some hundred products at a time. What differs is looked at
 * again a little later, so that changes under way are no drift.
 */
export async function compareSearch(
  shop: Needs,
  onProgress: (products: number) => void = () => {},
): Promise<SearchDrift> {
  const told: SearchDrift = { products: 0, documents: 0, places: [...shop.search.places], drift: [] }
  for (let after = 0; ; ) {
    const ids = await allProductIds(shop, after, productsAtOnce)
    const isLast = ids.length < productsAtOnce
    const upTo = isLast ? Number.MAX_SAFE_INTEGER : (ids.at(-1) ?? after)
    let found = await compareRange(shop, ids, after, upTo)
    if (found.drift.length > 0) {
      await sleep(secondLookMs)
      const before = new Set(found.drift.map(keyOf))
      found = await compareRange(shop, await allIn(shop, after, upTo), after, upTo)
      found.drift = found.drift.filter((drift) => before.has(keyOf(drift)))
    }
    told.drift.push(...found.drift)
    told.documents += found.documents
    told.products += ids.length
    onProgress(told.products)
    if (isLast) break
    after = upTo
  }
  return told
}

const keyOf = ({ place, kind, productId, market, locale }: Drift) => [place, kind, productId, market, locale].join(' ')

const allIn = async (shop: Needs, after: number, upTo: number): Promise<number[]> =>
  (await allProductIds(shop, after, productsAtOnce)).filter((id) => id <= upTo)

async function compareRange(
  shop: Needs,
  productIds: readonly number[],
  after: number,
  upTo: number,
): Promise<{ documents: number; drift: Drift[] }> {
  // What the search holds is read first and what is for sale last: an older search is drift, a newer one is not.
  const held = await shop.search.held(after, upTo)
  const documents = await readDocuments(shop, productIds)
  const of = (document: { productId: number; market: string; locale: string }) =>
    `${document.productId} ${document.market} ${document.locale}`
  const byPlace = new Map(shop.search.places.map((place) => [place, new Map<string, HeldDocument>()]))
  for (const document of held) byPlace.get(document.place)?.set(of(document), document)
  const table = byPlace.get('table')
  const drift: Drift[] = []
  for (const [place, there] of byPlace) {
    const wanted = new Set<string>()
    const tell = (kind: Drift['kind'], { productId, market, locale }: Omit<Drift, 'place' | 'kind'>) =>
      drift.push({ place, kind, productId, market, locale })
    for (const document of documents) {
      const key = of(document)
      wanted.add(key)
      const found = there.get(key)
      if (!found) tell('missing', document)
      else if (found.revision < document.revision || found.state !== (table?.get(key)?.state ?? found.state))
        tell('stale', document)
    }
    for (const [key, found] of there) if (!wanted.has(key)) tell('extra', found)
  }
  return { documents: documents.length, drift }
}
