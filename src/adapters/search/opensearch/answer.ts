/** The engine answered with what cannot be used. Holds nothing that a shopper typed. */
export class WrongAnswer extends Error {
  override name = 'WrongAnswer'
}

/** The engine does not take this question, and may be well. */
export class Refused extends Error {
  override name = 'Refused'
  readonly statusCode = 400
}

/** No answer came in time. */
export class TooSlow extends Error {
  override name = 'TooSlow'
  constructor(ms: number) {
    super(`No answer within ${ms} ms.`)
  }
}

export type Hit = { sort: unknown[]; score: number; name: string; fields: Record<string, unknown[]> }
export type Bucket = { key: string; count: number }
export type Aggregation = { count: number; value: number | null; buckets: Bucket[]; inner: Record<string, Aggregation> }
export type Answer = { total: number; best: number; hits: Hit[]; aggregations: Record<string, Aggregation> }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (!isObject(value)) throw new WrongAnswer(`No ${what} in the answer.`)
  return value
}

const numberOf = (value: unknown, what: string): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new WrongAnswer(`No ${what} in the answer.`)
  return value
}

/** Reads the answer to a search. What is no whole answer, such as one of some shards, is none. */
export function readAnswer(body: unknown): Answer {
  const answer = objectOf(body, 'object')
  if (answer.error && isRefusal(answer)) throw new Refused(`The question was refused: ${errorKind(answer)}`)
  if (answer.error) throw new WrongAnswer(`The answer is an error: ${errorKind(answer)}`)
  if (answer.timed_out !== false) throw new WrongAnswer('The answer was cut by time.')
  if (objectOf(answer._shards, '_shards').failed !== 0) throw new WrongAnswer('Some shards did not answer.')
  const hits = objectOf(answer.hits, 'hits')
  if (!Array.isArray(hits.hits)) throw new WrongAnswer('No list of hits in the answer.')
  return {
    total: numberOf(objectOf(hits.total, 'total').value, 'total'),
    best: typeof hits.max_score === 'number' ? hits.max_score : 0,
    hits: hits.hits.map(readHit),
    aggregations: readAggregations(answer.aggregations ?? {}),
  }
}

/** Of many questions at once each has a status of its own. What holds too much is told as a fault of the shards. */
function isRefusal({ status, error }: Record<string, unknown>): boolean {
  const causes = isObject(error) && Array.isArray(error.root_cause) ? error.root_cause : []
  return (
    status === 400 || [error, ...causes].some((one) => isObject(one) && /^too_many_\w*clauses$/.test(String(one.type)))
  )
}

export const errorKind = (body: unknown): string => {
  const error = isObject(body) && isObject(body.error) ? body.error : {}
  return typeof error.type === 'string' ? error.type : 'unknown'
}

function readHit(value: unknown): Hit {
  const hit = objectOf(value, 'hit')
  const source = isObject(hit._source) ? hit._source : {}
  return {
    sort: Array.isArray(hit.sort) ? hit.sort : [],
    score: typeof hit._score === 'number' ? hit._score : 0,
    name: typeof source.name === 'string' ? source.name : '',
    fields: isObject(hit.fields) ? (hit.fields as Record<string, unknown[]>) : {},
  }
}

function readAggregations(value: unknown): Record<string, Aggregation> {
  const read: Record<string, Aggregation> = {}
  for (const [name, one] of Object.entries(objectOf(value, 'aggregations'))) {
    if (!isObject(one)) continue
    const inner: Record<string, unknown> = {}
    for (const [key, part] of Object.entries(one)) if (isObject(part)) inner[key] = part
    read[name] = {
      count: typeof one.doc_count === 'number' ? one.doc_count : 0,
      value: typeof one.value === 'number' ? one.value : null,
      buckets: Array.isArray(one.buckets) ? one.buckets.map(readBucket) : [],
      inner: readAggregations(inner),
    }
  }
  return read
}

function readBucket(value: unknown): Bucket {
  const bucket = objectOf(value, 'bucket')
  return { key: String(bucket.key), count: numberOf(bucket.doc_count, 'count') }
}
