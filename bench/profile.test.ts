import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSources, tellProfile } from './profile.ts'

const at = (functionName: string, url: string) => ({ functionName, url, lineNumber: 0, columnNumber: 0 })

test('a profile is told by folder and function, the idle time apart', () => {
  const nodes = [
    at('(idle)', ''),
    at('(garbage collector)', ''),
    at('send', 'file:///x/src/kit/db.ts'),
    at('sql', 'file:///x/src/kit/db.ts'),
    at('query', 'file:///x/node_modules/pg/lib/client.js'),
    at('writeHead', 'node:_http_server'),
  ].map((callFrame, i) => ({ id: i + 1, callFrame }))
  const told = tellProfile(
    { nodes, samples: [1, 2, 3, 4, 5, 6, 3], timeDeltas: [90_000, 1000, 2000, 2000, 2000, 1000, 2000] },
    openSources(),
  )
  const rows = told.split('\n').map((line) => line.replace(/ +/g, ' '))
  assert.equal(rows[0], '10 ms of processor.')
  for (const row of [
    '| src/kit | 6 | 60.0 % |',
    '| pg | 2 | 20.0 % |',
    '| Node | 1 | 10.0 % |',
    '| (garbage collector) | 1 | 10.0 % |',
    '| src/kit/db.ts send | 4 | 40.0 % |',
    '| pg query | 2 | 20.0 % |',
  ])
    assert.ok(rows.includes(row), told)
  assert.doesNotMatch(told, /idle/)
})
