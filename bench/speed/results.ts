import type { HotResult } from './hot-product.ts'
import type { Installation } from './installation.ts'
import type { FormName, Options } from './options.ts'
import type { CaseResult } from './run-case.ts'
import type { Memory } from './startup.ts'

/** All that one run of the speed bench has found. */
export type Results = {
  head: string[]
  options: Pick<Options, 'seconds' | 'warmUp' | 'runs'>
  products: number
  importedMs: number
  indexedMs: number
  forms: Partial<Record<FormName, CaseResult[]>>
  hot: HotResult[]
  startMs?: number
  idle?: Memory
  /** After all load, by form. */
  after: Partial<Record<FormName, Memory>>
  workerAfter?: Memory
  installation?: Installation
}

export const wrongOf = (results: Results): string[] => [
  ...Object.values(results.forms)
    .flat()
    .flatMap(({ one, wrong }) => wrong.map((what) => `${one.name}: ${what}`)),
  ...results.hot.flatMap(({ form, wrong }) => wrong.map((what) => `hot product, ${form}: ${what}`)),
]
