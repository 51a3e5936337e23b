import cluster, { type Worker } from 'node:cluster'
import { answered, type ByProcess, type Told, tellMetrics } from './metrics.ts'

/*
 * Whichever web process is asked for metrics answers for all of them: it asks the parent, the parent asks every process, and
 * hands their numbers over.
 */

type Message =
  | { metrics: 'ask'; id: number }
  | { metrics: 'tell'; id: number }
  | { metrics: 'told'; id: number; told: Told[] }
  | { metrics: 'all'; id: number; processes: Told[][] }

const waitMs = 2_000

const isMessage = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'metrics' in message

/** In the parent: brings questions and answers to and fro, and asks for itself. */
export function gatherMetrics(): () => Promise<ByProcess> {
  const asked = new Map<number, { processes: Map<number, Told[] | null>; missing: Set<Worker>; finish: () => void }>()
  let count = 0
  cluster.on('message', (from, message: unknown) => {
    if (!isMessage(message)) return
    if (message.metrics === 'told') {
      const question = asked.get(message.id)
      if (!question?.missing.delete(from)) return
      question.processes.set(from.id, message.told)
      if (question.missing.size === 0) question.finish()
    }
    if (message.metrics !== 'ask') return
    askAll().then((processes) => {
      if (from.isConnected())
        from.send({ metrics: 'all', id: message.id, processes: answered(processes) } satisfies Message)
    })
  })

  function askAll(): Promise<ByProcess> {
    const id = ++count
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected()) as Worker[]
    const processes = new Map(workers.map(({ id }): [number, Told[] | null] => [id, null]))
    return new Promise((resolve) => {
      // One that hangs or dies is not in the sums: 'tradewind_processes' tells how many there were.
      const timer = setTimeout(() => finish(), waitMs)
      const finish = () => {
        clearTimeout(timer)
        asked.delete(id)
        resolve(processes)
      }
      asked.set(id, { processes, missing: new Set(workers), finish })
      for (const worker of workers) worker.send({ metrics: 'tell', id } satisfies Message)
      if (workers.length === 0) finish()
    })
  }
  return askAll
}

/** In a web process: the numbers of all of them. A process without a parent is the only one. */
export function openCircle(): () => Promise<Told[][]> {
  if (!cluster.isWorker) return async () => [tellMetrics()]
  const waiting = new Map<number, (processes: Told[][]) => void>()
  let count = 0
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    if (message.metrics === 'tell') process.send?.({ metrics: 'told', id: message.id, told: tellMetrics() })
    if (message.metrics !== 'all') return
    waiting.get(message.id)?.(message.processes)
    waiting.delete(message.id)
  })
  return () =>
    new Promise((resolve, reject) => {
      const id = ++count
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new Error('The other processes did not tell their metrics.'))
      }, waitMs * 2)
      waiting.set(id, (processes) => {
        clearTimeout(timer)
        resolve(processes)
      })
      process.send?.({ metrics: 'ask', id } satisfies Message)
    })
}
