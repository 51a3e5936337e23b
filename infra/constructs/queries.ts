import { aws_logs as logs } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/** Logs Insights, saved below the shop's name. Logs: of `web`, of `worker`, or the trail of the account. */
const queries: Readonly<
  Record<string, { readonly of: readonly ('web' | 'worker' | 'trail')[]; readonly text: string }>
> = {
  faults: {
    of: ['web', 'worker'],
    text: `fields @timestamp, event, route, job, fault, message, requestId
| filter level = "error"
| sort @timestamp desc
| limit 100`,
  },
  'faults by kind': {
    of: ['web', 'worker'],
    text: `filter level = "error"
| stats count(*) as times, latest(@timestamp) as last by event, fault, message
| sort times desc
| limit 50`,
  },
  'refused starts': {
    of: ['web', 'worker'],
    text: `fields @timestamp, @logStream, @message
| filter @message like /^[A-Z]/
| sort @timestamp desc
| limit 50`,
  },
  'slow routes': {
    of: ['web'],
    text: `filter event = "request"
| stats count(*) as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, max(ms) as longest by method, route
| sort p95 desc
| limit 30`,
  },
  'failed answers by route': {
    of: ['web'],
    text: `filter event = "request" and status >= 500
| stats count(*) as times by bin(5m), status, method, route
| sort times desc
| limit 50`,
  },
  'one request': {
    of: ['web'],
    text: `fields @timestamp, @message
| filter requestId = "the number in X-Request-Id"
| sort @timestamp asc`,
  },
  'jobs that fail': {
    of: ['worker'],
    text: `filter event in ["job.failed", "job.given-up"]
| stats count(*) as times, max(attempt) as attempts, latest(@timestamp) as last by job, fault, code, message
| sort times desc
| limit 50`,
  },
  'who did it': {
    of: ['trail'],
    text: `fields @timestamp, eventName, userIdentity.arn, sourceIPAddress, awsRegion, errorCode
| filter not ispresent(userIdentity.invokedBy) and readOnly = 0
| sort @timestamp desc
| limit 100`,
  },
}

export type QueriedLogs = Readonly<Record<'web' | 'worker' | 'trail', logs.ILogGroup>>

export function saveQueries(scope: Construct, shop: string, of: QueriedLogs): void {
  for (const [name, query] of Object.entries(queries))
    new logs.CfnQueryDefinition(scope, `Query-${name.replaceAll(' ', '-')}`, {
      name: `${shop}/${name}`,
      logGroupNames: query.of.map((log) => of[log].logGroupName),
      queryString: query.text,
    })
}

/** The text of a saved query, for a dashboard. */
export const queryLines = (name: string): string[] => (queries[name]?.text ?? '').split('\n| ')
