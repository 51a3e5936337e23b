import type { CloudAssembly } from 'aws-cdk-lib/cx-api'

/** A resource of a template. */
export type Found = {
  /** The stack without the name of the deployment: `data`, `edge` … */
  readonly stack: string
  readonly region: string
  readonly id: string
  readonly type: string
  readonly properties: unknown
}

export function findResources(assembly: CloudAssembly): Found[] {
  return assembly.stacks.flatMap((artifact) => {
    const resources = (artifact.template.Resources ?? {}) as Record<string, { Type: string; Properties?: unknown }>
    return Object.entries(resources).map(([id, { Type, Properties }]) => ({
      stack: artifact.id,
      region: artifact.environment.region,
      id,
      type: Type,
      properties: Properties ?? {},
    }))
  })
}

/** What stands at a path such as `Rules.0.Priority`; undefined where it leads nowhere. */
export function at(properties: unknown, path: string): unknown {
  let here = properties
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

export const listAt = (properties: unknown, path: string): readonly unknown[] => {
  const value = at(properties, path)
  return Array.isArray(value) ? value : []
}

export function textAt({ type, id, properties }: Found, path: string): string {
  const value = at(properties, path)
  if (typeof value !== 'string') throw new Error(`${type} ${id}: ${path} is no text.`)
  return value
}

/** Numbers of templates are often texts. */
export function numberAt({ type, id, properties }: Found, path: string, otherwise?: number): number {
  const value = Number(at(properties, path) ?? otherwise)
  if (!Number.isFinite(value)) throw new Error(`${type} ${id}: ${path} is no number.`)
  return value
}

/** The logical id that a value names by Ref or Fn::GetAtt. */
export function namedBy(value: unknown): string | undefined {
  const ref = at(value, 'Ref')
  if (typeof ref === 'string') return ref
  const [name] = listAt(value, 'Fn::GetAtt')
  return typeof name === 'string' ? name : undefined
}
