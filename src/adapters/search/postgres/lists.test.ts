import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aQuery } from '../../../domain/search/search-index.contract.ts'
import type { ProductQuery, ProductSort } from '../../../domain/search/search-index.ts'
import { openLists } from './lists.ts'
import { plainList } from './plain-list.ts'
import { buildShelf, putRow, removeRow, type ShelfRow } from './shelf.ts'

const now = Date.UTC(2026, 5, 1)
const day = 86_400

const aRow = fc
  .record({
    productId: fc.integer({ min: 1, max: 400 }),
    priceMinor: fc.integer({ min: 1, max: 30 }),
    reduced: fc.boolean(),
    inStock: fc.boolean(),
    rating: fc.constantFrom(0, 3, 4.5),
    ratingCount: fc.integer({ min: 0, max: 3 }),
    popularity: fc.integer({ min: 0, max: 12 }),
    daysOld: fc.integer({ min: 0, max: 20 }),
    category: fc.integer({ min: 1, max: 4 }),
    collection: fc.integer({ min: 0, max: 3 }),
    colors: fc.uniqueArray(fc.constantFrom('red', 'blue', 'green'), { maxLength: 2 }),
    size: fc.constantFrom('s', 'm', 'l'),
    material: fc.constantFrom('oak', 'steel'),
  })
  .map(
    (given): ShelfRow => ({
      ...given,
      revision: 1,
      name: `Ware ${given.productId}`,
      createdAt: now / 1000 - given.daysOld * day,
      audience: 0,
      tags: [
        `category:${given.category}`,
        `category:${10 + (given.category % 2)}`,
        ...(given.collection > 0 ? [`collection:${given.collection}`] : []),
        ...given.colors.map((color) => `=color:${color}`),
        `=size:${given.size}`,
        `=material:${given.material}`,
      ],
      words: [given.category, 200],
    }),
  )

const aQuestion = fc
  .record(
    {
      categoryId: fc.constantFrom(1, 2, 3, 10, 11, 99),
      collectionId: fc.integer({ min: 1, max: 4 }),
      color: fc.subarray(['red', 'blue', 'pink']),
      size: fc.subarray(['s', 'm']),
      material: fc.subarray(['oak', 'steel'], { maxLength: 1 }),
      priceFromMinor: fc.integer({ min: 1, max: 20 }),
      priceToMinor: fc.integer({ min: 5, max: 31 }),
      onlyReduced: fc.boolean(),
      onlyInStock: fc.boolean(),
      newWithinDays: fc.integer({ min: 1, max: 25 }),
      sort: fc.constantFrom<ProductSort>('relevance', 'price', '-price', 'new', 'rating', 'popular'),
      limit: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: ['sort', 'limit'] },
  )
  .map(({ color = [], size = [], material = [], ...more }) => aQuery({ facets: { color, size, material }, ...more }))

type Change = { put: ShelfRow } | { remove: number } | { touch: number; to: Partial<ShelfRow> }

const aChange: fc.Arbitrary<Change> = fc.oneof(
  aRow.map((put) => ({ put })),
  fc.integer({ min: 1, max: 400 }).map((remove) => ({ remove })),
  fc.record({
    touch: fc.nat(),
    to: fc.record(
      {
        priceMinor: fc.integer({ min: 1, max: 30 }),
        inStock: fc.boolean(),
        reduced: fc.boolean(),
        popularity: fc.integer({ min: 0, max: 12 }),
        rating: fc.constantFrom(3, 4.5),
      },
      { requiredKeys: [] },
    ),
  }),
)

/** Turns some pages there and one back. */
function* pages(query: ProductQuery, ask: (query: ProductQuery) => { next: string | null; previous: string | null }) {
  let after: string | null = null
  for (let page = 0; page < 4; page++) {
    const hits = ask({ ...query, after })
    yield { ...query, after }
    if (hits.next === null) break
    after = hits.next
    const { previous } = ask({ ...query, after })
    if (previous) yield { ...query, after: previous }
  }
}

test('lists that were kept while products came, changed and went are those that one plain pass over all products gives', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(aRow, { selector: (row) => row.productId, maxLength: 200 }),
      fc.array(aQuestion, { minLength: 1, maxLength: 8 }),
      fc.array(fc.array(aChange, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      (rows, questions, rounds) => {
        const shelf = buildShelf(rows, 10)
        const lists = openLists(shelf)
        const standing = new Map(rows.map((row) => [row.productId, row]))
        let revision = 1
        const put = (row: ShelfRow) => {
          putRow(shelf, row, 10)
          standing.set(row.productId, row)
        }
        const plain = (query: ProductQuery) => plainList([...standing.values()], shelf.tagNames, query, now)
        const compare = () => {
          for (const question of questions)
            for (const query of pages(question, plain)) assert.deepEqual(lists.pickList(query, now), plain(query))
        }
        compare()
        for (const changes of rounds) {
          for (const change of changes) {
            revision++
            if ('put' in change) put({ ...change.put, revision })
            else if ('remove' in change) {
              removeRow(shelf, change.remove, revision)
              standing.delete(change.remove)
            } else {
              const row = [...standing.values()][change.touch % Math.max(1, standing.size)]
              if (row) put({ ...row, ...change.to, revision })
            }
          }
          compare()
        }
      },
    ),
    { numRuns: 150 },
  )
})
