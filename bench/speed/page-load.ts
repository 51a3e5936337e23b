import autocannon from 'autocannon'
import { nextAddress } from './addresses.ts'
import type { Counted, PageLoad, Timing } from './jobs.ts'
import { Watch } from './watch.ts'

// Shoppers by address on one connection: enough that a limit by address meets none of them.
const shoppersEach = 400

/** The same kind of request over and over, by autocannon; every answer is looked at. */
export async function loadPages(job: PageLoad & Timing): Promise<Counted> {
  const watch = new Watch(job.watched)
  const { status: wanted, minLength, end } = job.expect
  let opened = 0
  const run = autocannon({
    url: job.origin,
    connections: job.connections,
    // It is stopped when all is counted.
    duration: job.warmUp + job.seconds + 60,
    timeout: 30,
    sampleInt: 100,
    setupClient: (client) => client.setRequests(requestsOf(job, opened++)),
    verifyBody: (body) => body.length >= minLength && body.endsWith(end),
  })
  run.on('response', (_: unknown, status: number, __: number, ms: number) => {
    if (status !== wanted) watch.fault(`status ${status} instead of ${wanted}`)
    watch.done(ms)
  })
  run.on('reqError', (fault: Error) => watch.fault(fault.message))
  run.on('reqMismatch', () => watch.fault('another page than the one that was checked'))
  const counted = await watch.count(job.warmUp, job.seconds)
  run.stop()
  await run
  return { ...counted, faults: watch.faults }
}

/** Each connection begins elsewhere in the list, so that not all ask for the same at the same time. */
function requestsOf({ requests, connections }: PageLoad & Timing, connection: number) {
  const start = Math.floor((requests.length * connection) / connections)
  const count = Math.max(requests.length, connections > 1 ? shoppersEach : shoppersEach * 5)
  return Array.from({ length: count }, (_, i) => {
    const { headers, ...asked } = requests[(start + i) % requests.length] ?? { method: 'GET' as const, path: '/' }
    return { ...asked, headers: { ...headers, 'x-forwarded-for': nextAddress() } }
  })
}
