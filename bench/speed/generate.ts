import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Counted, HotCounted, HotJob, Job } from './jobs.ts'

export type Generator = {
  pid: number
  run<J extends Job>(job: J): Promise<J extends HotJob ? HotCounted : Counted>
  stop(): Promise<void>
}

/** Starts the process that makes the load. */
export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return {
    pid: child.pid ?? 0,
    run: (job) =>
      new Promise((resolve, reject) => {
        const end = () => reject(new Error('The generator ended.'))
        child.once('exit', end)
        child.once('message', (told: { result?: never; fault?: string }) => {
          child.off('exit', end)
          if (told.result) resolve(told.result)
          else reject(new Error(told.fault))
        })
        child.send(job)
      }),
    stop: async () => {
      child.disconnect()
      await exited
    },
  }
}
