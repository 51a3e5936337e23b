import { CfnResource, Stack } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { Deployment, ProfileName } from '../environments.ts'
import { example as deployment } from './example.ts'
import { synthesizeApp } from './synth.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type Resource = {
  Type: string
  Properties?: { [key: string]: Json }
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

export type StackTemplate = {
  readonly id: string
  readonly name: string
  readonly region: string
  readonly tags: Record<string, string>
  isProtected: boolean
  readonly template: {
    Resources: Record<string, Resource>
    Outputs?: Record<string, { Value: Json }>
  }
  /** The path of the construct behind each logical ID. */
  readonly paths: ReadonlyMap<string, string>
}

/** All templates of a deployment, and what it wants. */
export type Templates = { readonly deployment: Deployment; readonly stacks: readonly StackTemplate[] }

/** A resource, and where it stands. */
export type Found = {
  readonly stack: StackTemplate
  readonly id: string
  /** Of its construct, without the `/Resource` at its end. */
  readonly path: string
  readonly type: string
  readonly resource: Resource
  readonly properties: { [key: string]: Json }
}

export function templatesOf(profile: ProfileName): Templates {
  const { app, assembly } = synthesizeApp(profile)
  const paths = pathsOf(app)
  return {
    deployment: { ...deployment, profile },
    stacks: assembly.stacks.map((stack) => ({
      id: stack.id,
      name: stack.stackName,
      region: stack.environment.region,
      tags: { ...stack.tags },
      isProtected: stack.terminationProtection === true,
      template: structuredClone({ Resources: {}, ...stack.template }),
      paths: paths.get(stack.id) ?? new Map(),
    })),
  }
}

/** Per stack: the path of the construct behind each logical ID. */
export function pathsOf(app: IConstruct): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>()
  for (const resource of app.node.findAll().filter(CfnResource.isCfnResource)) {
    const stack = Stack.of(resource)
    const its = all.get(stack.artifactId) ?? new Map<string, string>()
    its.set(stack.getLogicalId(resource), resource.node.path)
    all.set(stack.artifactId, its)
  }
  return all
}

/** All resources of these types; of all, if none is named. Types are named without `AWS::`. */
export const find = ({ stacks }: Templates, ...types: readonly string[]): Found[] =>
  stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type.replace(/^AWS::/, '')))
      .map(([id, resource]) => ({
        stack,
        id,
        path: (stack.paths.get(id) ?? `${stack.id}/${id}`).replace(/\/Resource$/, ''),
        type: resource.Type.replace(/^AWS::/, ''),
        resource,
        properties: resource.Properties ?? {},
      })),
  )

/** What stands at `A.B.0.C`, if anything does. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value
  for (const step of path.split('.')) {
    if (here === null || typeof here !== 'object') return undefined
    here = Array.isArray(here) ? here[Number(step)] : here[step]
  }
  return here
}

export const listOf = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/** The resource that a reference is about, in its own stack or in that whose output is read. */
export function resolve(templates: Templates, stack: StackTemplate, value: Json | undefined): Found | null {
  const output = at(value, 'Fn::GetStackOutput')
  if (output) {
    const name = at(output, 'StackName')
    const region = at(output, 'Region') ?? stack.region
    const other = templates.stacks.find((each) => each.name === name && each.region === region)
    const named = other?.template.Outputs?.[String(at(output, 'OutputName'))]
    return other && named ? resolve(templates, other, named.Value) : null
  }
  const getAtt = at(value, 'Fn::GetAtt')
  const id = at(value, 'Ref') ?? (Array.isArray(getAtt) ? getAtt[0] : String(getAtt ?? '').split('.')[0])
  return find({ ...templates, stacks: [stack] }).find((each) => each.id === id) ?? null
}

/** Every text in a value, keys of maps not among them. */
export function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(textsIn)
}
