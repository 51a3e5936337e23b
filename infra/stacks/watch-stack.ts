import type { Construct } from 'constructs'
import { watchAccount } from '../constructs/account-alarms.ts'
import { makeDashboard } from '../constructs/dashboards.ts'
import { watchMediaCopy, watchTableLag } from '../constructs/data-alarms.ts'
import { isToldBy } from '../constructs/metrics.ts'
import { operationSections } from '../constructs/operation-dashboard.ts'
import { type QueriedLogs, saveQueries } from '../constructs/queries.ts'
import { recoverySections } from '../constructs/recovery-dashboard.ts'
import { RegionWatch } from '../constructs/region-watch.ts'
import { shopSections } from '../constructs/shop-dashboard.ts'
import { watchShoppers, watchTrade } from '../constructs/symptom-alarms.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { AccountStack } from './account-stack.ts'
import type { CopiesStack } from './copies-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { EdgeStack } from './edge-stack.ts'
import type { Keys } from './keys-stack.ts'
import type { ProgramStack } from './program-stack.ts'

export type WatchProps = {
  readonly keys: Keys
  readonly data: DataStack
  readonly copies: CopiesStack
  readonly program: ProgramStack
  readonly standby: { readonly data: DataStack } | null
  readonly edge: EdgeStack
  readonly account: AccountStack
}

/** The home region: alarms, dashboards, saved queries, and the canary that buys. */
export class WatchStack extends ShopStack {
  readonly watch: RegionWatch

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, props: WatchProps) {
    super(scope, id, deployment, region)
    const { data, copies, program, standby, account } = props
    const { name, standbyRegion } = deployment
    const { profile } = this
    this.watch = new RegionWatch(this, 'Watch', {
      ...props,
      deployment,
      profile,
      groups: profile,
      search: profile.search,
    })
    const { alarms, canary } = this.watch
    watchShoppers(alarms, { balancer: program.balancer, canary: canary.watch(alarms) })
    watchTrade(alarms, name, data.search.domain !== null)
    watchMediaCopy(alarms, data.media, copies.media)
    if (standby) watchTableLag(alarms, data.table, standbyRegion)
    watchAccount(this, alarms, name, account.trail.log)
    const logs = { web: program.fleets.web.logGroup, worker: program.fleets.worker.logGroup, trail: account.trail.log }
    saveQueries(this, name, logs)
    this.#showDashboards(props, logs)
  }

  #showDashboards({ data, copies, program, standby, edge }: WatchProps, logs: QueriedLogs): void {
    const { name, standbyRegion } = this.deployment
    const { alarms, canary } = this.watch
    const isTold = isToldBy(this.profile.metrics)
    makeDashboard(this, 'Shop', {
      name: `${name}-shop`,
      days: 7,
      isTold,
      sections: shopSections({ shop: name, logs, canary: canary.metrics, hasSearch: data.search.domain !== null }),
    })
    makeDashboard(this, 'Operation', {
      name: `${name}-operation`,
      days: 1,
      isTold,
      sections: operationSections({
        alarms: alarms.mailed,
        balancer: program.balancer,
        fleets: program.fleets,
        database: data.database.server,
        table: data.table,
        search: data.search,
        edge: {
          distributionId: edge.distribution.distribution.distributionId,
          firewall: edge.firewall.metricName,
          region: edge.region,
        },
      }),
    })
    makeDashboard(this, 'Recovery', {
      name: `${name}-recovery`,
      days: 7,
      isTold,
      sections: recoverySections({
        database: data.database.server,
        table: data.table,
        media: data.media,
        mediaCopy: copies.media,
        standby: standby && { database: standby.data.database.server },
        standbyRegion,
        healthCheckIds: edge.originNames.checks.map((check) => check.healthCheckId),
        edgeRegion: edge.region,
      }),
    })
  }
}
