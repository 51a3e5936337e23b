import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/** Rows of widgets below a heading. Each row shares the 24 columns. */
export type Section = { readonly title: string; readonly rows: readonly (readonly (cloudwatch.IWidget | Chart)[])[] }

const height = 6

type DashboardProps = {
  readonly name: string
  readonly sections: readonly Section[]
  readonly days: number
  /** Whether somebody tells the metric: what nobody tells is not shown. */
  readonly isTold: (metric: cloudwatch.IMetric) => boolean
}

export function makeDashboard(
  scope: Construct,
  id: string,
  { name, sections, days, isTold }: DashboardProps,
): cloudwatch.Dashboard {
  const drawn = sections.map(({ title, rows }) => ({
    title,
    rows: rows
      .map((row) => row.flatMap((one) => ('draw' in one ? one.draw(isTold) : [one])))
      .filter((row) => row.length > 0),
  }))
  return new cloudwatch.Dashboard(scope, id, {
    dashboardName: name,
    defaultInterval: Duration.days(days),
    widgets: drawn
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title, rows }) => [
        [new cloudwatch.TextWidget({ markdown: `## ${title}`, width: 24, height: 1 })],
        ...rows,
      ]),
  })
}

/** A widget of those of its metrics that are told; none, where none is. */
export type Chart = { draw(isTold: DashboardProps['isTold']): cloudwatch.IWidget[] }

type Graph = {
  readonly metrics: readonly cloudwatch.IMetric[]
  /** Of `metrics`, for values of another size. */
  readonly right?: readonly cloudwatch.IMetric[]
  readonly unit?: string
  /** A line that should not be crossed. */
  readonly limit?: { readonly value: number; readonly label: string }
  readonly stacked?: boolean
  readonly width?: number
  /** Where the metrics live, if not where the dashboard does. */
  readonly region?: string
}

export const graph = (
  title: string,
  { metrics, right = [], unit, limit, stacked = false, width = 8, region }: Graph,
): Chart => ({
  draw(isTold) {
    const left = metrics.filter(isTold)
    if (left.length === 0) return []
    return [
      new cloudwatch.GraphWidget({
        title,
        width,
        height,
        left,
        right: right.filter(isTold),
        leftYAxis: { min: 0, showUnits: false, ...(unit && { label: unit }) },
        stacked,
        ...(region && { region }),
        ...(limit && { leftAnnotations: [{ ...limit, color: cloudwatch.Color.RED }] }),
      }),
    ]
  },
})

export const number = (title: string, metrics: readonly cloudwatch.IMetric[], width = 8): Chart => ({
  draw: (isTold) => [
    new cloudwatch.SingleValueWidget({
      title,
      width,
      height,
      metrics: metrics.filter(isTold),
      setPeriodToTimeRange: true,
    }),
  ],
})

export const table = (title: string, logGroupNames: readonly string[], queryLines: readonly string[], width = 12) =>
  new cloudwatch.LogQueryWidget({
    title,
    width,
    height: height + 2,
    logGroupNames: [...logGroupNames],
    queryLines: [...queryLines],
    view: cloudwatch.LogQueryVisualizationType.TABLE,
  })

export const states = (title: string, alarms: readonly cloudwatch.IAlarm[]) =>
  new cloudwatch.AlarmStatusWidget({
    title,
    width: 24,
    height: 3 + Math.ceil(alarms.length / 8),
    alarms: [...alarms],
    sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
  })

/** All series of a metric whose dimensions are not known beforehand. */
export const search = (
  namespace: string,
  dimensions: readonly string[],
  metricName: string,
  statistic: string,
  hours: number,
) =>
  new cloudwatch.MathExpression({
    expression: `SEARCH('{${[namespace, ...dimensions].map((word) => `"${word}"`).join(',')}} MetricName="${metricName}"', '${statistic}', ${hours * 3_600})`,
    usingMetrics: {},
    label: '',
    period: Duration.hours(hours),
  })
