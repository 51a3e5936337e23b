/** A judged query: grades 1 to 3 by product; what is not named has none. No grades: nothing should come back. */
export type Judged = { id: string; query: string; kind: string; grades: Map<string, number> }

export type Score = {
  ndcg10: number
  /** Of the products of grade 3, those among the first 24; null where there are none. */
  recall24: number | null
  /** 1 / rank of the first product of grade 2 or 3. */
  firstGood: number
  nothing: boolean
}

/** Reads `query_id, query, class, product_id, grade`, tab-separated, with a header; '-' stands for no product. */
export function readJudgments(text: string): Judged[] {
  const queries = new Map<string, Judged>()
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || (i === 0 && line.startsWith('query_id'))) continue
    const [id, query, kind, product, grade] = line.split('\t')
    if (!id || !query || !kind || !product || grade === undefined)
      throw new Error(`Line ${i + 1} of the judgments has not 5 columns.`)
    const judged = queries.get(id) ?? { id, query, kind, grades: new Map<string, number>() }
    queries.set(id, judged)
    if (product !== '-' && Number(grade) > 0) judged.grades.set(product, Number(grade))
  }
  return [...queries.values()]
}

const gain = (grade: number) => 2 ** grade - 1
const discounted = (grades: readonly number[], count: number) =>
  grades.slice(0, count).reduce((sum, grade, i) => sum + gain(grade) / Math.log2(i + 2), 0)

/** How good an order of products is for a query that has answers. */
export function scoreOf(grades: ReadonlyMap<string, number>, products: readonly string[]): Score {
  const got = products.map((product) => grades.get(product) ?? 0)
  const best = [...grades.values()].sort((a, b) => b - a)
  const right = best.filter((grade) => grade === 3).length
  const first = got.findIndex((grade) => grade >= 2)
  return {
    ndcg10: discounted(got, 10) / discounted(best, 10),
    recall24: right === 0 ? null : got.slice(0, 24).filter((grade) => grade === 3).length / Math.min(24, right),
    firstGood: first < 0 ? 0 : 1 / (first + 1),
    nothing: products.length === 0,
  }
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length

export const meanOf = (scores: readonly Score[]) => ({
  queries: scores.length,
  ndcg10: mean(scores.map(({ ndcg10 }) => ndcg10)),
  recall24: mean(scores.flatMap(({ recall24 }) => (recall24 === null ? [] : [recall24]))),
  firstGood: mean(scores.map(({ firstGood }) => firstGood)),
  nothing: mean(scores.map(({ nothing }) => (nothing ? 1 : 0))),
})
