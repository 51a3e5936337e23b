import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultFields } from './log.ts'

const logFile = join(import.meta.dirname, 'log.ts')

/** What a program of its own says that logs as `work` does. */
function linesOf(work: string): Record<string, unknown>[] {
  const program = `import { log, logRequest, setLogLevel } from '${logFile}'\n${work}`
  const child = spawnSync(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    program,
  ])
  assert.equal(child.status, 0, String(child.stderr))
  return String(child.stdout)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('lines come whole, in their order and also at a sudden end of the process', () => {
  const lines = linesOf(
    `for (let i = 0; i < 3; i++) log('warn', 'counted', { i, odd: 'a "quote"\\n' })\nprocess.exit(0)`,
  )
  assert.deepEqual(
    lines.map(({ level, event, i, odd }) => ({ level, event, i, odd })),
    [0, 1, 2].map((i) => ({ level: 'warn', event: 'counted', i, odd: 'a "quote"\n' })),
  )
  assert.match(String(lines[0]?.at), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('a request is one line with its route and without its address', () => {
  const [line] = linesOf(`setLogLevel('info')
    logRequest({ requestId: 'a-b', method: 'GET', route: '/p/:slug', market: 'us', status: 200, ms: 1.26, bytes: 4096 })`)
  delete line?.at
  assert.deepEqual(line, {
    level: 'info',
    event: 'request',
    requestId: 'a-b',
    method: 'GET',
    route: '/p/:slug',
    market: 'us',
    status: 200,
    ms: 1.3,
    bytes: 4096,
  })
})

test('the level says how much is said', () => {
  const say = `log('error', 'e'); log('warn', 'w'); log('info', 'i')
    logRequest({ requestId: 'a', method: 'GET', route: '/', market: undefined, status: 200, ms: 1, bytes: undefined })`
  const events = (level: string) => linesOf(`setLogLevel('${level}'); ${say}`).map(({ event }) => event)
  assert.deepEqual(events('error'), ['e'])
  assert.deepEqual(events('warn'), ['e', 'w'])
  assert.deepEqual(events('info'), ['e', 'w', 'i', 'request'])
})

test('a fault keeps its words and loses what it quotes of a person', () => {
  const told = (fault: unknown) => faultFields(fault).message
  assert.equal(
    told(new Error('invalid input syntax for type bigint: "Zyxwvut"')),
    'invalid input syntax for type bigint: …',
  )
  assert.equal(
    told(new Error('duplicate key value violates unique constraint "account_email"')),
    'duplicate key value violates unique constraint "account_email"',
  )
  for (const broken of ['{"name":Zyxwvut', 'Zyxwvut', `${'x'.repeat(50)}Zyxwvut${'y'.repeat(50)}`])
    try {
      JSON.parse(broken)
    } catch (fault) {
      assert.doesNotMatch(String(told(fault)), /Zyx/)
    }
  assert.equal(told(new Error('550 <erika@example.com>: no such user')), '550 <…@…>: no such user')
  const { stack, cause } = faultFields(new Error('two\nZyxwvut', { cause: 'erika@example.com' }))
  assert.doesNotMatch(JSON.stringify({ stack, cause }), /Zyxwvut|erika/)
  assert.deepEqual(cause, { fault: '…@…' })
})
