import { aws_xray as xray } from 'aws-cdk-lib'
import { Construct } from 'constructs'

/** `service.name` of the program's spans (src/adapters/traces/otlp.ts). */
const web = 'service("tradewind-web")'

/** Kinds of traces, each with a map and metrics of its own. */
const groups = {
  faults: `${web} {fault}`,
  slow: `${web} {responsetime > 1}`,
  // The pattern of the address, as the program's route table has it.
  checkout: `${web} {annotation[http.route] CONTAINS "/checkout"}`,
} as const

/**
 * How X-Ray sorts the traces of the program. Which requests are traced the program decides (`TRACES_SHARE`), for only it knows which
 * are alike; the sampling rule holds for what asks X-Ray itself: the canary and functions, which run seldom and are all of interest.
 */
export class TraceGroups extends Construct {
  constructor(scope: Construct, id: string, shop: string) {
    super(scope, id)
    for (const [group, filterExpression] of Object.entries(groups))
      new xray.CfnGroup(this, group, {
        groupName: `${shop}-${group}`,
        filterExpression,
        insightsConfiguration: { insightsEnabled: group === 'faults', notificationsEnabled: false },
      })
    new xray.CfnSamplingRule(this, 'Rule', {
      samplingRule: {
        ruleName: `${shop}-seldom`,
        version: 1,
        priority: 100,
        reservoirSize: 1,
        fixedRate: 1,
        serviceName: `${shop}-*`,
        serviceType: '*',
        resourceArn: '*',
        host: '*',
        httpMethod: '*',
        urlPath: '*',
      },
    })
  }
}
