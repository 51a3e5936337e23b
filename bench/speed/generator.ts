import { buyAtVendure } from '../peers/vendure/shop.ts'
import { buy, loadBuyers, loadHotBuyers } from './buyers.ts'
import type { Counted, HotCounted, Job } from './jobs.ts'
import { loadPages } from './page-load.ts'

/** The load, in a process of its own: takes one job after the other from its parent and tells what was counted. */
async function work(job: Job): Promise<Counted | HotCounted> {
  if (job.kind === 'pages') return loadPages(job)
  if (job.kind === 'hot') return loadHotBuyers(job)
  return loadBuyers(job, (line) => (job.kind === 'vendure' ? buyAtVendure(line, job.shop) : buy(line, job.shop)))
}

process.on('message', (job: Job) => {
  work(job).then(
    (result) => process.send?.({ result }),
    (fault: Error) => process.send?.({ fault: fault.stack ?? fault.message }),
  )
})
process.on('disconnect', () => process.exit(0))
