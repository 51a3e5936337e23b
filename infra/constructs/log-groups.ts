import { type aws_kms as kms, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'

export type ProcessName = 'web' | 'worker'

export type ProgramLogProps = {
  readonly shop: string
  readonly process: ProcessName
  readonly days: number
  readonly key: kms.IKey
}

/** What is counted in the lines of a process, in the namespace `NAME/log`, as `PROCESS-COUNT`. */
export const logCounts = {
  /** Faults of the program, and jobs that were given up. */
  errors: { of: ['web', 'worker'], pattern: '{ $.level = "error" }' },
  /** Why a start stops is said in a sentence; everything else is JSON. */
  'refused-starts': { of: ['web', 'worker'], pattern: '%^[A-Z]%' },
  /** Answers to the order button that are no page: most often the payment provider did not open one. */
  'orders-not-placed': { of: ['web'], pattern: requests('/:market/:locale/checkout/place', '$.status >= 500') },
  'carts-filled': { of: ['web'], pattern: requests('/:market/:locale/cart/lines', '$.status < 400') },
  'checkouts-begun': { of: ['web'], pattern: requests('/:market/:locale/checkout/details', '$.status < 400') },
  'order-buttons': { of: ['web'], pattern: requests('/:market/:locale/checkout/place', '$.status < 400') },
  'failed-mails': {
    of: ['worker'],
    pattern: failedJobs('send-order-mail', 'send-withdrawal-mails', 'answer-account-request', 'send-account-notice'),
  },
  /** The provider was asked about open payments, or for a refund, and did not answer. */
  'failed-payment-jobs': { of: ['worker'], pattern: failedJobs('reconcile-payments', 'compare-ledger', 'send-refund') },
} as const satisfies Record<string, { readonly of: readonly ProcessName[]; readonly pattern: string }>

export type LogCount = keyof typeof logCounts

function requests(route: string, status: string): string {
  return `{ $.event = "request" && $.method = "POST" && $.route = "${route}" && ${status} }`
}

function failedJobs(...names: readonly string[]): string {
  const isOneOf = names.map((name) => `$.job = "${name}"`).join(' || ')
  return `{ ($.event = "job.failed" || $.event = "job.given-up") && (${isOneOf}) }`
}

export const logNamespace = (shop: string) => `${shop}/log`

/** The log of one process on all its machines: JSON, one object a line, and what is counted in it. */
export class ProgramLog extends Construct {
  readonly group: logs.LogGroup

  constructor(scope: Construct, id: string, { shop, process, days, key }: ProgramLogProps) {
    super(scope, id)
    this.group = new logs.LogGroup(this, 'Group', {
      logGroupName: `${shop}/${process}`,
      retention: days,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    for (const [name, { of, pattern }] of Object.entries(logCounts))
      if ((of as readonly ProcessName[]).includes(process))
        new logs.MetricFilter(this, name, {
          logGroup: this.group,
          filterName: name,
          filterPattern: logs.FilterPattern.literal(pattern),
          metricNamespace: logNamespace(shop),
          metricName: `${process}-${name}`,
          metricValue: '1',
          defaultValue: 0,
        })
  }
}
