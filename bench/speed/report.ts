import { barLine, barsOf } from './bars.ts'
import { percent, short, table, times } from './figures.ts'
import { hotForms } from './hot-product.ts'
import { readPeerHere } from './peer-here.ts'
import { bestPeer, otherFigures, peers } from './peers.ts'
import { type Results, wrongOf } from './results.ts'
import type { CaseResult } from './run-case.ts'

const byLevel = (result: CaseResult, words: (level: CaseResult['levels'][number], i: number) => string): string =>
  result.levels.map((level) => words(level, result.one.levels.indexOf(level.connections))).join(' / ')

/** `bench/results/speed.md`: ratios first. */
export function reportOf(results: Results): string {
  const wrong = wrongOf(results)
  const { off, on, cores } = results.forms
  return `${[
    '# Speed',
    results.head.map((line) => `- ${line}`).join('\n'),
    wrong.length > 0 ? `## Wrong answers\n\n${wrong.map((what) => `- ${what}`).join('\n')}` : '',
    `## Bars\n\n${barsOf(results)
      .map((bar) => `- ${barLine(bar)}`)
      .join('\n')}\n\nWhere the time goes: [profiles.md](profiles.md).`,
    off && `## Without page cache, one web process\n\n${ratios(off)}\n\n${costs(off)}`,
    on && `## With page cache, one web process\n\n${ratios(on)}\n\n${costs(on)}`,
    off && besidePeer(off),
    cores && `## Without page cache, a web process for each core\n\n${ratios(cores)}`,
    results.hot.length > 0 ? `## Hot product\n\n${hot(results)}` : '',
    `## Start, memory, installation\n\n${others(results)}`,
    `## The peers\n\n${peerTable()}`,
    method(results),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`
}

const ratios = (results: readonly CaseResult[]): string =>
  table(
    ['case', 'at once', 'times the best peer', 'of the bare page', 'a second', 'p50 ms', 'p99 ms'],
    results.map((result) => [
      result.one.name,
      byLevel(result, ({ connections }) => String(connections)),
      byLevel(result, ({ rate }, i) => times(rate / (bestPeer(result.one.name, i)?.rate ?? Number.NaN))),
      byLevel(result, ({ ofBare }) => percent(ofBare)),
      byLevel(result, ({ rate }) => short(rate)),
      byLevel(result, ({ p50 }) => short(p50)),
      byLevel(result, ({ p99 }) => short(p99)),
    ]),
    1,
  )

/** Beside a peer that was measured on this machine by `npm run bench -- peer`; empty where none was. */
function besidePeer(off: readonly CaseResult[]): string {
  const here = readPeerHere()
  if (!here) return ''
  const rows = off.flatMap(({ one, levels }): string[][] => {
    const theirs = here.cases[one.name]
    if (!theirs) return []
    const ratio = (level: CaseResult['levels'][number]) =>
      times(level.rate / (theirs.find(({ connections }) => connections === level.connections)?.rate ?? Number.NaN))
    const ms = ({ eachMs }: { eachMs: Record<string, number> }) => (eachMs.web ?? 0) + (eachMs.postgres ?? 0)
    const [ours, their] = [levels, theirs].map((all) => all.find(({ connections }) => connections === one.levels[1]))
    return [
      [
        one.name,
        levels.map(({ connections }) => String(connections)).join(' / '),
        levels.map(ratio).join(' / '),
        theirs.map(({ rate }) => short(rate)).join(' / '),
        levels.map(({ rate }) => short(rate)).join(' / '),
        their ? short(ms(their)) : '',
        ours ? short(ms(ours)) : '',
      ],
    ]
  })
  const head = [
    'case',
    'at once',
    `times ${here.peer}`,
    `${here.peer}, a second`,
    'here, a second',
    `${here.peer}, processor ms`,
    'here, processor ms',
  ]
  return `## Beside ${here.peer} on this machine\n\nThe peer as [peer-vendure.md](peer-vendure.md) tells, ${here.date.slice(0, 10)}, ${here.machine.cores} cores ${here.machine.processor}.\n\n${table(head, rows)}`
}

/** Processor time and statements for one, at the level that the bars look at. */
function costs(results: readonly CaseResult[]): string {
  const rows = results.flatMap((result): string[][] => {
    const { one, levels, statements, withoutWorker, pageKb } = result
    const level = levels.find(({ connections }) => connections === one.levels[1]) ?? levels[0]
    if (!level) return []
    const row = (name: string, each: Record<string, number>) => [
      name,
      ...['web', 'postgres', 'worker', 'sandbox', 'generator'].map((process) =>
        process in each ? short(each[process] ?? 0) : '',
      ),
      statements ? `${statements.web.toFixed(1)} + ${statements.transactions.toFixed(1)}` : '',
      statements ? statements.worker.toFixed(1) : '',
      pageKb ? short(pageKb) : '',
    ]
    return [
      row(one.name, level.eachMs),
      ...(withoutWorker ? [row(`${one.name}, worker stopped`, withoutWorker.eachMs)] : []),
    ]
  })
  const head = ['processor ms for one', 'web', 'PostgreSQL', 'worker', 'sandbox', 'generator']
  return table([...head, 'SQL statements + begin, commit', "worker's statements", 'page kB'], rows)
}

const hot = ({ hot }: Results): string =>
  table(
    [
      'form',
      'buyers',
      'stock',
      'orders',
      'sold out',
      'told to come again',
      'all last calls answered',
      'from the first request to the last payment',
    ],
    hot.map(({ form, buyers, stock, orders, soldOut, toldToWait, lastCallMs, totalMs }) => [
      hotForms[form],
      ...[buyers, stock, orders, soldOut, toldToWait].map(String),
      `${(lastCallMs / 1000).toFixed(2)} s`,
      `${(totalMs / 1000).toFixed(2)} s`,
    ]),
  )

function others(results: Results): string {
  const { startMs, idle, after, workerAfter, installation } = results
  const mb = (memory: { rssMb: number; peakMb: number } | undefined) =>
    memory ? `${memory.rssMb.toFixed(0)} MB (most ${memory.peakMb.toFixed(0)})` : 'not measured'
  return table(
    ['what', 'found'],
    [
      [
        'first good page after the start of web',
        startMs === undefined ? 'not measured' : `${(startMs / 1000).toFixed(2)} s`,
      ],
      ['memory of web, idle', mb(idle)],
      ['memory of web after all load, without page cache', mb(after.off)],
      ['memory of web after all load, with page cache', mb(after.on)],
      ['memory of all web processes, one a core, after the load', mb(after.cores)],
      ['memory of the worker after all load', mb(workerAfter)],
      [
        'packages of production, without the database',
        installation ? `${installation.packages}, ${installation.mb.toFixed(0)} MB` : 'not measured',
      ],
      ...(installation?.seconds === undefined
        ? []
        : [['npm ci --omit=dev, cold', `${installation.seconds.toFixed(0)} s`]]),
      ['import of the catalogue', `${results.products} products in ${(results.importedMs / 1000).toFixed(1)} s`],
      ['indexed by the worker', `in ${(results.indexedMs / 1000).toFixed(1)} s`],
    ],
  )
}

const peerTable = (): string =>
  [
    'Measured on a machine of the same size (2 cores, 24 GiB), one peer at a time, load, server and PostgreSQL on the same cores;',
    'a second at 1 / 10 / 50 at once, orders at 1 / 8 / 16.',
    '',
    table(
      ['case', 'peer', 'a second', 'processor ms, server + PostgreSQL', 'SQL statements'],
      Object.entries(peers).flatMap(([name, all]) =>
        all.map((peer) => [
          name,
          peer.name,
          peer.rates.join(' / '),
          `${peer.serverMs} + ${peer.postgresMs}`,
          String(peer.statements),
        ]),
      ),
      2,
    ),
    '',
    table(
      ['', 'Vendure 3.7.3', 'Medusa 2.21.2'],
      otherFigures.map((row) => [...row]),
    ),
  ].join('\n')

const method = ({ options }: Results): string =>
  `## How

\`npm run bench\`. All on this machine, each part a process of its own: load, one web process, PostgreSQL, worker, sandbox provider
over HTTP with webhooks, and the bare page: the same HTTP server, answering one page of 20 kB. No TLS, no proxy, no compression.
Median of ${options.runs} runs of ${options.seconds} s after ${options.warmUp} s of warm-up; before each run the bare page, with as many at once. Every kind of request
is looked at closely first, and with the page cache each page is asked for once before; under load each answer's status, length and end are checked, and one that is wrong fails the case.
Pages and carts are asked by autocannon. Orders are a conversation (cookies, a token and a key of the page before, a redirect to
another host), which autocannon cannot lead: a small program does, with one kept connection to each host. A rate of carts and
orders is what stands in the database, written within the time that counts. Processor time is utime + stime of /proc, of
PostgreSQL all its processes. SQL statements are counted in PostgreSQL's log, apart from the timed runs.`
