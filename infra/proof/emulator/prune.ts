export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>
}

export type Resource = {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: string | readonly string[]
}

/** How often each kind was taken out. */
export type Pruned = Readonly<Record<string, number>>

/**
 * The template without resources of some kinds. Whoever names one of them gets a text in its place, `pruned-RESOURCE`, so that the rest
 * keeps its own intrinsics.
 */
export function prune(
  template: Template,
  kindLeftOut: (resource: Resource) => string | undefined,
): { template: Template; pruned: Pruned } {
  const gone = new Set<string>()
  const pruned: Record<string, number> = {}
  for (const [id, resource] of Object.entries(template.Resources)) {
    const kind = kindLeftOut(resource)
    if (kind === undefined) continue
    gone.add(id)
    pruned[kind] = (pruned[kind] ?? 0) + 1
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

/** With a text in the place of attributes that a type has on AWS alone: `Type.Attribute`. */
export function withoutAttributes(template: Template, unknown: RegExp): Template {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change)
    if (typeof value !== 'object' || value === null) return value
    const { 'Fn::GetAtt': named } = value as { 'Fn::GetAtt'?: [string, string] }
    const type = named && template.Resources[named[0]]?.Type
    if (named && unknown.test(`${type}.${named[1]}`)) return `unknown-${named[1]}`.toLowerCase()
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]))
  }
  return change(template) as Template
}

/**
 * Policies without what hangs on keys that a request to the emulator has not: what is allowed with them is allowed without, and what is denied
 * without them is not denied.
 */
export function withoutConditions(value: unknown, keys: RegExp): unknown {
  const isAbout = (one: object) => 'Effect' in one && 'Condition' in one && keys.test(JSON.stringify(one.Condition))
  if (Array.isArray(value))
    return value
      .filter((one) => !(typeof one === 'object' && one !== null && one.Effect === 'Deny' && isAbout(one)))
      .map((one) => withoutConditions(one, keys))
  if (typeof value !== 'object' || value === null) return value
  const { Condition: _, ...others } = value as { Condition?: unknown }
  return Object.fromEntries(
    Object.entries(isAbout(value) ? others : value).map(([name, one]) => [name, withoutConditions(one, keys)]),
  )
}

/** Whoever may send mail may do so as anybody: the emulator asks IAM about no identity. */
export function withAnySender(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAnySender)
  if (typeof value !== 'object' || value === null) return value
  const sends = 'Effect' in value && 'Action' in value && [value.Action].flat().includes('ses:SendEmail')
  const statement = sends ? { ...value, Resource: '*' } : value
  return Object.fromEntries(Object.entries(statement).map(([name, one]) => [name, withAnySender(one)]))
}

/** With keys of one region: of a key with replicas the emulator's IAM cannot tell from a ciphertext whose it is, and refuses to open it. */
export const withSingleRegionKeys = (template: Template): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      const { MultiRegion: _, ...properties } = resource.Properties ?? {}
      return [id, resource.Type === 'AWS::KMS::Key' ? { ...resource, Properties: properties } : resource]
    }),
  ),
})

/** With a number in the place of the newest image of Amazon Linux, whose name AWS keeps in every account. */
export const withImage = (template: Template): Template => ({
  ...template,
  Parameters: Object.fromEntries(
    Object.entries(template.Parameters ?? {}).map(([name, parameter]) => [
      name,
      String(parameter.Default).startsWith('/aws/service/ami-amazon-linux-latest/')
        ? { Type: 'String', Default: 'ami-0123456789abcdef0' }
        : parameter,
    ]),
  ),
})
