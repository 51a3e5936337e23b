import type { Shop } from '../domain/shop.ts'
import { metricsText, metricsType, sumMetrics, type Told, tellMetrics } from '../kit/metrics.ts'

/** The numbers of all web processes as one. With a single process its own. */
export type ReadProcesses = () => Promise<Told[][]>

const own: ReadProcesses = async () => [tellMetrics()]

/** The operator's metrics; the router lets nobody else in. */
export const operatorMetrics =
  (processes: ReadProcesses = own) =>
  async (_: Pick<Shop, 'db'>): Promise<Response> =>
    new Response(metricsText(sumMetrics(await processes())), {
      headers: { 'content-type': metricsType, 'cache-control': 'private, no-store' },
    })
