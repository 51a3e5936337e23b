import autocannon from 'autocannon'
import { nextAddress } from './addresses.ts'
import type { Counted, PageJob } from './jobs.ts'
import { Watch } from './watch.ts'

// Shoppers by address of one connection: enough that a limit by address meets none of them.
const shoppersEach = 400

/** The same kind of request over and over, by autocannon; every answer is looked at. */
export async function loadPages(job: PageJob): Promise<Counted> {
  const watch = new Watch(job.watched)
  let connection = 0
  const run = autocannon({
    url: job.origin,
    connections: job.connections,
    duration: job.warmUp + job.seconds + 60,
    timeout: 30,
    sampleInt: 100,
    // Each begins elsewhere in the list, so that not all ask for the same at the same time.
    setupClient: (client) => {
      const start = Math.floor((job.requests.length * connection++) / job.connections)
      client.setRequests(requestsOf(job, start))
    },
    verifyBody: (body) => body.length >= job.expect.minLength && body.endsWith(job.expect.end),
  })
  run.on('response', (_: unknown, status: number, __: number, ms: number) => {
    if (status !== job.expect.status) watch.fault(`status ${status} instead of ${job.expect.status}`)
    watch.done(ms)
  })
  run.on('reqError', (fault: Error) => watch.fault(fault.message))
  run.on('reqMismatch', () => watch.fault('another page than was checked'))
  const counted = await watch.count(job.warmUp, job.seconds)
  run.stop()
  await run
  return { ...counted, ...watch.faults() }
}

function requestsOf({ requests, connections }: PageJob, start: number) {
  const count = Math.max(requests.length, connections > 1 ? shoppersEach : shoppersEach * 5)
  return Array.from({ length: count }, (_, i) => {
    const { headers, ...asked } = requests[(start + i) % requests.length] ?? { method: 'GET' as const, path: '/' }
    return { ...asked, headers: { ...headers, 'x-forwarded-for': nextAddress() } }
  })
}
