import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStat, parseStatus, type Stat, treeMs } from './proc.ts'

test('a line of /proc/PID/stat is read behind the last bracket of the name', () => {
  const line =
    '4711 (a (b) c) S 42 4711 4711 0 -1 4194304 900 800 0 0 150 50 30 20 20 0 11 0 12345 1000 2000 18446744073709551615'
  assert.deepEqual(parseStat(line), { pid: 4711, parent: 42, ownTicks: 200, deadChildrenTicks: 50 })
})

test('what is resident and the most that ever was come in megabytes', () => {
  const text = 'Name:\tnode\nVmPeak:\t 9999999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t11\n'
  assert.deepEqual(parseStatus(text), { rssMb: 100, peakMb: 200 })
})

test('the time of a process holds that of all below it, and of those that are dead', () => {
  const stat = (pid: number, parent: number, ownTicks: number, deadChildrenTicks = 0): Stat => ({
    pid,
    parent,
    ownTicks,
    deadChildrenTicks,
  })
  const stats = [stat(1, 0, 1_000), stat(10, 1, 5, 7), stat(11, 10, 3), stat(12, 11, 2, 1), stat(20, 1, 400)]
  assert.equal(treeMs(10, stats), 180)
  assert.equal(treeMs(99, stats), 0)
})
