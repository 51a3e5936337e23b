import { percent, short, times } from './figures.ts'
import { bestPeer } from './peers.ts'
import type { Results } from './results.ts'
import type { CaseResult } from './run-case.ts'

/** What was promised, and what came of it. `isMet` is null where it was not measured. */
export type Bar = { promise: string; found: string; isMet: boolean | null }

/** The level that the bars look at: 10 at once, of orders 8. */
const levelThatCounts = 1

const orderMs = 7
const orderStatements = 30
const hotMs = 3_000
const start = 700
const memory = { idle: 150, after: 300 }
const installation = { packages: 300, mb: 200 }
const ofBare = { atLeast: 0.5, aim: 0.6 }

export function barsOf(results: Results): Bar[] {
  const { off = [], on = [] } = results.forms
  return [
    ...off.flatMap(ratioBar),
    ...off.filter(({ one }) => one.name === 'checkout').flatMap(orderBars),
    ...on.filter(({ one }) => one.isKept).map(pageCacheBar),
    ...hotBars(results),
    bar(
      `first good page of the built program at most ${start / 1000} s after its start`,
      results.startMs,
      (ms) => `${(ms / 1000).toFixed(2)} s`,
      (ms) => ms <= start,
    ),
    bar(
      `memory of one web process, idle, at most ${memory.idle} MB`,
      results.idle?.rssMb,
      (mb) => `${mb.toFixed(0)} MB`,
      (mb) => mb <= memory.idle,
    ),
    bar(
      `memory of one web process after all load at most ${memory.after} MB`,
      mostOf(results),
      (mb) => `${mb.toFixed(0)} MB`,
      (mb) => mb <= memory.after,
    ),
    bar(
      `packages of production at most ${installation.packages}, without the database`,
      results.installation?.packages,
      String,
      (n) => n <= installation.packages,
    ),
    bar(
      `their size at most ${installation.mb} MB`,
      results.installation?.mb,
      (mb) => `${mb.toFixed(0)} MB`,
      (mb) => mb <= installation.mb,
    ),
  ]
}

function bar(
  promise: string,
  value: number | undefined,
  words: (value: number) => string,
  isMet: (value: number) => boolean,
): Bar {
  if (value === undefined || Number.isNaN(value)) return { promise, found: 'not measured', isMet: null }
  return { promise, found: words(value), isMet: isMet(value) }
}

/** Wrong answers are no fast ones: such a case meets no bar. */
const isRight = ({ wrong }: CaseResult) => wrong.length === 0

function ratioBar(result: CaseResult): Bar[] {
  const { one, levels } = result
  const peer = bestPeer(one.name, levelThatCounts)
  if (!one.bar || !peer) return []
  const { atLeast, aim } = one.bar
  const level = levels.find(({ connections }) => connections === one.levels[levelThatCounts])
  return [
    bar(
      `${one.name} without page cache at least ${atLeast} times the best peer (aim ${aim})`,
      level && level.rate / peer.rate,
      (ratio) => `${times(ratio)} ${peer.name}: ${short(level?.rate ?? 0)} to ${peer.rate} a second`,
      (ratio) => ratio >= atLeast && isRight(result),
    ),
  ]
}

function orderBars(result: CaseResult): Bar[] {
  const { statements, withoutWorker } = result
  const each = withoutWorker?.eachMs
  return [
    bar(
      `at most ${orderStatements} SQL statements an order`,
      statements?.web,
      (n) => `${n.toFixed(1)}, and ${statements?.transactions.toFixed(1)} words that begin and end transactions`,
      (n) => n <= orderStatements && isRight(result),
    ),
    bar(
      `at most ${orderMs} ms of processor an order, web and PostgreSQL, until it is placed (mails and sandbox apart)`,
      each && (each.web ?? 0) + (each.postgres ?? 0),
      (ms) => `${short(ms)} ms: web ${short(each?.web ?? 0)}, PostgreSQL ${short(each?.postgres ?? 0)}`,
      (ms) => ms <= orderMs && isRight(result),
    ),
  ]
}

function pageCacheBar(result: CaseResult): Bar {
  const { one, levels } = result
  const level = levels.find(({ connections }) => connections === one.levels[levelThatCounts])
  return bar(
    `${one.name} with page cache at least ${percent(ofBare.atLeast)} of the bare page (aim ${percent(ofBare.aim)})`,
    level?.ofBare,
    percent,
    (part) => part >= ofBare.atLeast && isRight(result),
  )
}

function hotBars({ hot }: Results): Bar[] {
  if (hot.length === 0) return []
  const [{ buyers, stock }] = hot as [Results['hot'][number]]
  const wrong = hot.flatMap((result) => result.wrong)
  const together = hot.find(({ form }) => form === 'together')
  return [
    {
      promise: `${buyers} buyers of ${stock} pieces: exactly ${stock} orders in all three forms, in database and ledger`,
      found: wrong.length === 0 ? `${hot.length} of 3 forms exact` : wrong.join('; '),
      isMet: wrong.length > 0 ? false : hot.length === 3 ? true : null,
    },
    bar(
      `all ${buyers} who order at the same moment are answered in at most ${hotMs / 1000} s`,
      together?.lastCallMs,
      (ms) => `${(ms / 1000).toFixed(2)} s`,
      (ms) => ms <= hotMs,
    ),
  ]
}

/** Of the forms with one web process. */
function mostOf({ after }: Results): number | undefined {
  const both = [after.off?.rssMb, after.on?.rssMb].filter((mb) => mb !== undefined)
  return both.length > 0 ? Math.max(...both) : undefined
}

const verdict = (isMet: boolean | null) => (isMet === null ? '–' : isMet ? 'met' : 'NOT met')

export const barLine = ({ promise, found, isMet }: Bar): string => `bar ${promise}: ${found}: ${verdict(isMet)}`
