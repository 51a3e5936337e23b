import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib'
import type { Profile } from '../environments.ts'
import { type LogCount, logNamespace, type ProcessName } from './log-groups.ts'

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount' | 'p50' | 'p95' | 'p99'

type About = {
  readonly statistic: Statistic
  readonly minutes?: number
  readonly label?: string
  /** Of another region than the one that shows it. */
  readonly region?: string
}

/** The namespace in which the program writes its metrics: `emfNamespace` of its source, which a test compares. */
export const programNamespace = 'Tradewind'

/** What METRICS_LOG=emf-few writes: `fewMetrics` of the program's source, which a test compares. */
export const fewMetrics: ReadonlySet<string> = new Set([
  'database_up',
  'facts_total',
  'http_refused_total',
  'jobs',
  'jobs_oldest_seconds',
  'mails_sent_total',
  'orders_total',
  'search_fallback_total',
])

/** Whether a program with this setting tells the metric; those of others are told always. */
export const isToldBy =
  (setting: Profile['metrics']) =>
  (metric: cloudwatch.IMetric): boolean => {
    const [, searched] =
      metric instanceof cloudwatch.MathExpression
        ? (/SEARCH\('\{"Tradewind".* MetricName="(\w+)"/.exec(metric.expression) ?? [])
        : []
    const name =
      searched ??
      (metric instanceof cloudwatch.Metric && metric.namespace === programNamespace ? metric.metricName : undefined)
    return setting === 'emf' || name === undefined || fewMetrics.has(name)
  }

/** What the program writes with METRICS_LOG=emf (docs/reference/metrics.md), of all machines of the region together. */
export function programMetric(
  service: ProcessName,
  metricName: string,
  labels: Readonly<Record<string, string>>,
  { minutes = 1, ...about }: About,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: programNamespace,
    metricName,
    dimensionsMap: { service, ...labels },
    period: Duration.minutes(minutes),
    ...about,
  })
}

/** What the filters of a log have counted. */
export function logMetric(
  shop: string,
  process: ProcessName,
  count: LogCount,
  { minutes = 5, ...about }: About,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: logNamespace(shop),
    metricName: `${process}-${count}`,
    period: Duration.minutes(minutes),
    ...about,
  })
}

export function awsMetric(
  namespace: `AWS/${string}`,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  { minutes = 5, ...about }: About,
): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace, metricName, dimensionsMap, period: Duration.minutes(minutes), ...about })
}
