export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>
}

type Resource = { readonly Type: string; readonly DependsOn?: string | readonly string[] }

/** How often each type was taken out. */
export type Pruned = Readonly<Record<string, number>>

/**
 * The template without the resources of some types. Whoever names one of them gets a text in its place, `pruned-RESOURCE`, so that the rest
 * keeps its own intrinsics.
 */
export function prune(template: Template, types: readonly string[]): { template: Template; pruned: Pruned } {
  const gone = new Set<string>()
  const pruned: Record<string, number> = {}
  for (const [id, { Type: type }] of Object.entries(template.Resources)) {
    if (!types.includes(type)) continue
    gone.add(id)
    pruned[type] = (pruned[type] ?? 0) + 1
  }
  const kept = Object.entries(template.Resources)
    .filter(([id]) => !gone.has(id))
    .map(([id, resource]) => [id, withoutNames({ ...resource, DependsOn: dependsOn(resource, gone) }, gone)])
  return {
    template: withoutUndefined({
      ...template,
      Resources: Object.fromEntries(kept),
      Outputs: withoutNames(template.Outputs, gone),
    }) as Template,
    pruned,
  }
}

function dependsOn({ DependsOn: names }: Resource, gone: ReadonlySet<string>): readonly string[] | undefined {
  const kept = [names ?? []].flat().filter((name) => !gone.has(name))
  return kept.length > 0 ? kept : undefined
}

function withoutNames(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutNames(one, gone))
  if (typeof value !== 'object' || value === null) return value
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string | string[] }
  const named = ref ?? (Array.isArray(attribute) ? attribute[0] : attribute?.split('.')[0])
  if (named !== undefined && gone.has(named)) return `pruned-${named}`
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutNames(one, gone)]))
}

const withoutUndefined = (value: object): object => JSON.parse(JSON.stringify(value))

export type StackOutput = { readonly StackName: string; readonly OutputName: string; readonly Region?: string }

/** Outputs of other stacks, answered by `answer`. */
export function withOutputs<T>(value: T, answer: (output: StackOutput) => unknown): T {
  if (Array.isArray(value)) return value.map((one) => withOutputs(one, answer)) as T
  if (typeof value !== 'object' || value === null) return value
  const { 'Fn::GetStackOutput': output } = value as { 'Fn::GetStackOutput'?: StackOutput }
  if (output) return answer(output) as T
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withOutputs(one, answer)])) as T
}
