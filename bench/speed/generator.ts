import { buyersLoad } from './buyers.ts'
import type { Job } from './jobs.ts'
import { loadPages } from './page-load.ts'

/** The load, in a process of its own: takes one job after the other from its parent and tells what was counted. */
async function work(job: Job) {
  switch (job.kind) {
    case 'pages':
      return loadPages(job)
    case 'buyers':
      return buyersLoad(job)
    default:
      throw new Error(`There is no load of the kind '${job.kind}' yet.`)
  }
}

process.on('message', (job: Job) => {
  work(job).then(
    (result) => process.send?.({ result }),
    (fault: Error) => process.send?.({ fault: fault.stack ?? fault.message }),
  )
})
process.on('disconnect', () => process.exit(0))
