import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countLog } from './statements.ts'

test("statements of PostgreSQL's log are counted by program, transactions apart, other lines not", () => {
  const log = [
    'tradewind-web LOG:  execute s12: select 1',
    "tradewind-web DETAIL:  Parameters: $1 = 'LOG:  statement: select'",
    'tradewind-web LOG:  statement: begin',
    'tradewind-web LOG:  execute s3: update stock set available = available - 1',
    '  where variant_id = $1',
    'tradewind-web LOG:  statement: commit',
    'tradewind-worker LOG:  execute <unnamed>: select get_job()',
    'tradewind-worker LOG:  statement: begin',
    'bench LOG:  statement: select pg_reload_conf()',
    'LOG:  checkpoint starting: time',
  ].join('\n')
  assert.deepEqual(countLog(log), { web: 2, worker: 2, transactions: 2 })
})
