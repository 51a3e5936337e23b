import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from './figures.ts'
import type { Counted } from './jobs.ts'
import { readProcessorMs } from './proc.ts'

/** Counts what is done between two moments, with the processor time that it took. */
export class Watch {
  readonly #watched: Record<string, number>
  readonly #took: number[] = []
  readonly #faults = new Map<string, number>()
  #isOpen = false

  constructor(watched: Record<string, number>) {
    this.#watched = { ...watched, generator: process.pid }
  }

  /** One is done, after so many milliseconds. */
  done(ms: number): void {
    if (this.#isOpen) this.#took.push(ms)
  }

  /** Counted at any time: what fails in the warm-up is wrong as well. */
  fault(what: string): void {
    this.#faults.set(what, (this.#faults.get(what) ?? 0) + 1)
  }

  get faults(): string[] {
    return [...this.#faults].map(([what, count]) => `${count} × ${what}`)
  }

  async count(warmUpSeconds: number, seconds: number): Promise<Omit<Counted, 'faults'>> {
    await sleep(warmUpSeconds * 1000)
    const before = readProcessorMs(this.#watched)
    const from = Date.now()
    this.#isOpen = true
    await sleep(seconds * 1000)
    this.#isOpen = false
    const to = Date.now()
    const after = readProcessorMs(this.#watched)
    const took = Float64Array.from(this.#took).sort()
    const processorMs = Object.keys(after).map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)])
    return {
      done: took.length,
      from,
      to,
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
      processorMs: Object.fromEntries(processorMs),
    }
  }
}
