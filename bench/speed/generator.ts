import { loadBuyers, loadHotBuyers } from './buyers.ts'
import type { Counted, HotCounted, Job } from './jobs.ts'
import { loadPages } from './page-load.ts'

/** The load, in a process of its own: takes one job after the other from its parent and tells what was counted. */
async function work(job: Job): Promise<Counted | HotCounted> {
  if (job.kind === 'pages') return loadPages(job)
  return job.kind === 'buyers' ? loadBuyers(job) : loadHotBuyers(job)
}

process.on('message', (job: Job) => {
  work(job).then(
    (result) => process.send?.({ result }),
    (fault: Error) => process.send?.({ fault: fault.stack ?? fault.message }),
  )
})
process.on('disconnect', () => process.exit(0))
