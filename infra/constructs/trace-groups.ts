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

/** Which part of the requests is traced, as in `TRACES_SHARE` of the program, which decides for itself. */
export const tracedShare = 0.05

/**
 * How X-Ray sorts the traces of the program. The sampling rule is for what stands beside the program and asks X-Ray what to trace, such as
 * a storefront on the API with the SDK of AWS: it traces the same part.
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
        ruleName: shop,
        version: 1,
        priority: 100,
        reservoirSize: 1,
        fixedRate: tracedShare,
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
