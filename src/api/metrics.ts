import { readWork } from '../domain/reports/tally.ts'
import { workMetrics } from '../domain/reports/work-metrics.ts'
import type { Shop } from '../domain/shop.ts'
import { metricsText, metricsType, sumMetrics, type Told, tellMetrics } from '../kit/metrics.ts'

/** The numbers of every web process; of this one alone where there is no other. */
export type ReadProcesses = () => Promise<Told[][]>

const own: ReadProcesses = async () => [tellMetrics()]

/** The operator's metrics; the router lets nobody else in. Their names are told in docs/reference/metrics.md. */
export const operatorMetrics =
  (processes: ReadProcesses = own) =>
  async (shop: Pick<Shop, 'db'>): Promise<Response> => {
    const [web, work] = await Promise.all([processes(), workOf(shop)])
    return new Response(metricsText([...sumMetrics(web), ...work]), {
      headers: { 'content-type': metricsType, 'cache-control': 'private, no-store' },
    })
  }

/** What the database knows of the workers. With the database down, that it is. */
async function workOf(shop: Pick<Shop, 'db'>): Promise<Told[]> {
  const work = await readWork(shop).catch(() => null)
  const up: Told = {
    name: 'tradewind_database_up',
    help: 'Whether the database answers.',
    kind: 'gauge',
    labels: [],
    over: 'max',
    series: [[[], work ? 1 : 0]],
  }
  return work ? [up, ...workMetrics(work)] : [up]
}
