import { setTimeout as sleep } from 'node:timers/promises'
import type { Counted } from './jobs.ts'
import { readProcessorMs } from './proc.ts'

/** Counts what is done between two moments, with the processor time that it took. */
export class Watch {
  readonly #watched: Record<string, number>
  #took: number[] = []
  #open = false
  #faults = new Map<string, number>()

  constructor(watched: Record<string, number>) {
    this.#watched = { ...watched, generator: process.pid }
  }

  /** One is done, after so many milliseconds. */
  done(ms: number): void {
    if (this.#open) this.#took.push(ms)
  }

  /** Counted at any time: what fails in the warm-up is wrong as well. */
  fault(what: string): void {
    this.#faults.set(what, (this.#faults.get(what) ?? 0) + 1)
  }

  async count(warmUpSeconds: number, seconds: number): Promise<Counted> {
    await sleep(warmUpSeconds * 1000)
    const before = readProcessorMs(this.#watched)
    const began = performance.now()
    this.#open = true
    await sleep(seconds * 1000)
    this.#open = false
    const ms = performance.now() - began
    const after = readProcessorMs(this.#watched)
    const took = Float64Array.from(this.#took).sort()
    const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? Number.NaN
    return {
      done: took.length,
      ms,
      p50: at(0.5),
      p99: at(0.99),
      processorMs: Object.fromEntries(
        Object.keys(after).map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]),
      ),
      ...this.faults(),
    }
  }

  faults(): Pick<Counted, 'faults' | 'faultCount'> {
    const entries = [...this.#faults]
    return {
      faults: entries.slice(0, 5).map(([what, count]) => `${count}× ${what}`),
      faultCount: entries.reduce((sum, [, count]) => sum + count, 0),
    }
  }
}
