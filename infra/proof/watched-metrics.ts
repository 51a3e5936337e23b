import type { CloudAssembly } from 'aws-cdk-lib/cx-api'

// Templates are read as they are.
type Json = { readonly [name: string]: unknown }

export type Watched = {
  /** The stack, and the alarm or the title of the widget. */
  readonly where: string
  readonly namespace: string
  readonly name: string
  /** Values that a deploy tells stand as `{…}`. */
  readonly dimensions: Readonly<Record<string, string>>
  readonly region: string
}

/** A widget of a dashboard that shows metrics. */
export type Widget = { readonly type: string; readonly title: string; readonly properties: Json }

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']
  return join ? join[1].map(textOf).join(join[0]) : `{${JSON.stringify(value).replaceAll('"', "'")}}`
}

export type Resource = { readonly id: string; readonly [property: string]: unknown }

type Template = { readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>> }

/** The resources of a type, with their logical id. */
export const resources = ({ Resources }: Template, type: string): Resource[] =>
  Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => ({ ...Properties, id }))

/** The dashboards of a deployment, by name. */
export function dashboardsOf(assembly: CloudAssembly): ReadonlyMap<string, readonly Widget[]> {
  return new Map(
    assembly.stacks.flatMap(({ template }) =>
      resources(template, 'AWS::CloudWatch::Dashboard').map(({ DashboardName, DashboardBody }): [string, Widget[]] => [
        String(DashboardName),
        (JSON.parse(textOf(DashboardBody)).widgets as { type: string; properties: Json }[]).map(
          ({ type, properties }) => ({
            type,
            title: String(properties.title ?? properties.markdown ?? ''),
            properties,
          }),
        ),
      ]),
    ),
  )
}

type Dimension = { readonly Name: string; readonly Value: unknown }
type Stat = {
  readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: Dimension[] }
}

/** Every metric that an alarm or a widget asks for. */
export function watchedMetrics(assembly: CloudAssembly): Watched[] {
  const ofAlarms = assembly.stacks.flatMap(({ stackName, template, environment }) =>
    resources(template, 'AWS::CloudWatch::Alarm').flatMap(
      ({ AlarmName, Metrics, Namespace, MetricName, Dimensions }) => {
        const asked = Metrics
          ? (Metrics as { MetricStat?: Stat }[]).flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
          : [{ Namespace, MetricName, Dimensions } as Stat['Metric']]
        return asked.map((metric) => ({
          where: `${stackName}: ${AlarmName}`,
          namespace: metric.Namespace,
          name: metric.MetricName,
          dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, textOf(Value)])),
          region: environment.region,
        }))
      },
    ),
  )
  const ofWidgets = [...dashboardsOf(assembly)].flatMap(([dashboard, widgets]) =>
    widgets.flatMap(({ title, properties }) =>
      ((properties.metrics ?? []) as unknown[][]).flatMap((row) => {
        const words = row.filter((word): word is string => typeof word === 'string')
        const [namespace, name, ...pairs] = words
        if (!namespace || !name) return []
        const dimensions: Record<string, string> = {}
        for (let i = 0; i + 1 < pairs.length; i += 2) dimensions[pairs[i] ?? ''] = pairs[i + 1] ?? ''
        return [{ where: `${dashboard}: ${title}`, namespace, name, dimensions, region: String(properties.region) }]
      }),
    ),
  )
  return [...ofAlarms, ...ofWidgets]
}
