import type { Shelf } from './shelf.ts'

const kept = 2_000

/** What was computed from a shelf, until anything on it changes. */
const answers = new WeakMap<Shelf, { changes: number; values: Map<string, unknown> }>()

/** The kept answer, or what `compute` gives. Answers are not to be changed by whoever gets them. */
export function answerOf<T>(shelf: Shelf, question: string, compute: () => T): T {
  let known = answers.get(shelf)
  if (known?.changes !== shelf.changes) {
    known = { changes: shelf.changes, values: new Map() }
    answers.set(shelf, known)
  }
  const before = known.values.get(question)
  if (before !== undefined) return before as T
  const value = compute()
  if (known.values.size >= kept) known.values.clear()
  known.values.set(question, value)
  return value
}
