import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { type EngineName, engines, missingEngine } from '../test/helpers/engines.ts'
import { root } from './places.ts'

/** A line per file, every failure whole, every skipped test by name, the engines that were not there, and the sums as the last line. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0
  let failed = 0
  const skipped: string[] = []
  const perFile = new Map<string, { passed: number; failed: number; ms: number }>()
  const out: string[] = []

  for await (const event of events) {
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { name, file, details, nesting, skip } = event.data
      if (details.type === 'suite') continue
      const path = relative(root, file ?? '')
      // A file has a result of its own where its process ended badly: it could not be read, or threw, or ran on after its tests.
      if (nesting === 0 && file && name === file) {
        if (event.type === 'test:pass' || perFile.get(path)?.failed) continue
        failed++
        yield `FAILED  ${path}: its process ended with a fault\n`
        continue
      }
      const sums = perFile.get(path) ?? { passed: 0, failed: 0, ms: 0 }
      perFile.set(path, sums)
      sums.ms += details.duration_ms
      if (skip !== undefined && skip !== false) {
        skipped.push(`${path}: ${name}${typeof skip === 'string' ? ` (${skip})` : ''}`)
      } else if (event.type === 'test:pass') {
        passed++
        sums.passed++
      } else {
        failed++
        sums.failed++
        const { error } = event.data.details as { error?: Error & { cause?: unknown } }
        yield `\nFAILED  ${path}: ${name}\n${indent(inspect(error?.cause ?? error))}\n`
      }
    } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      out.push(event.data.message)
      yield event.data.message
    } else if (event.type === 'test:summary' && event.data.file) {
      const path = relative(root, event.data.file)
      const sums = perFile.get(path)
      yield `${event.data.success ? 'ok     ' : 'FAILED '} ${path}: ${sums?.passed ?? 0} passed${sums?.failed ? `, ${sums.failed} failed` : ''} (${((event.data.duration_ms ?? 0) / 1000).toFixed(1)} s)\n`
    }
  }
  if (skipped.length > 0) yield `\nSkipped:\n${skipped.map((line) => `  ${line}\n`).join('')}`
  const absent = absentEngines(skipped)
  if (absent.length > 0)
    yield `\n${absent.join(', ')} ${absent.length > 1 ? 'were' : 'was'} not there; npm test -- --services starts what is missing, or npm run services beside it.\n`
  if (skipped.length > 0 && process.env.TEST_NO_SKIPS) {
    process.exitCode = 1
    yield '\nEach skipped test counts as a fault here: TEST_NO_SKIPS is set.\n'
  }
  yield `\n${passed} passed, ${failed} failed, ${skipped.length} skipped\n`
}

const absentEngines = (skipped: string[]): string[] =>
  (Object.keys(engines) as EngineName[])
    .filter((name) => skipped.some((line) => line.includes(missingEngine(name))))
    .map((name) => engines[name].title)

const indent = (text: string) => text.replace(/^/gm, '    ')
