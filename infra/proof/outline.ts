import { createHash } from 'node:crypto'
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api'

/*
 * A template as a person reads it in a pull request: one block per resource, in the order of the construct tree, with references as
 * arrows to constructs. Hashes of content are left out, so that only what was meant to change does.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Resource = { readonly Type: string; readonly [attribute: string]: Json }
type Template = {
  readonly Resources?: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json }>>
}
type Paths = ReadonlyMap<string, string>
type FindOutput = (stack: string, output: string, region: string) => string | null

const width = 132
/** Longer texts are named by size and hash alone: code of canaries. */
const longest = 6_000
const longestLine = 700

/** One stack of one profile. */
export type Outlined = {
  readonly profile: string
  readonly stack: CloudFormationStackArtifact
  /** The path of the construct behind each logical ID of the stack. */
  readonly paths: Paths
  /** The other stacks of the profile, whose outputs it may name. */
  readonly others: readonly CloudFormationStackArtifact[]
  readonly othersPaths: ReadonlyMap<string, Paths>
}

/** A stack in all profiles that have it. Where they differ, a block stands once for each form and names its profiles. */
export function outline(all: readonly Outlined[]): string {
  const blocks = new Map<string, Map<string, string[]>>()
  for (const one of all)
    for (const [name, text] of blocksOf(one)) {
      const forms = blocks.get(name) ?? new Map<string, string[]>()
      forms.set(text, [...(forms.get(text) ?? []), one.profile])
      blocks.set(name, forms)
    }
  const [{ stack }] = all as [Outlined]
  const counts = all.map(({ profile, stack: { template } }) => {
    const count = Object.keys(template.Resources ?? {}).length
    return `${count} resources in ${profile}`
  })
  return [
    `${stack.stackName}, ${stack.environment.region}: ${counts.join(', ')}\n`,
    ...[...blocks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, forms]) =>
        [...forms].map(([text, profiles]) =>
          profiles.length === all.length ? text : text.replace('\n', `  (${profiles.join(', ')})\n`),
        ),
      ),
  ].join('\n')
}

function blocksOf({ stack, paths, others, othersPaths }: Outlined): Map<string, string> {
  const { Resources = {}, Outputs = {} } = stack.template as Template
  const short = new Map([...paths].map(([id, path]) => [id, shorten(path, stack.id)]))
  const render = new Renderer(short, (name, output, region) => {
    const other = others.find(({ stackName, environment }) => stackName === name && environment.region === region)
    const value = (other?.template as Template | undefined)?.Outputs?.[output]?.Value
    if (!other || value === undefined) return null
    const its = [...(othersPaths.get(other.id) ?? [])].map(
      ([id, path]) => [id, path.replace(/\/Resource$/, '')] as const,
    )
    return new Renderer(new Map(its)).text(value)
  })
  const blocks = new Map<string, string>()
  for (const [id, resource] of Object.entries(Resources)) {
    const name = short.get(id) ?? id
    blocks.set(name, render.resource(name, resource))
  }
  // Those that only carry a reference to another stack are told where they are read.
  const outputs = Object.entries(Outputs).filter(([id]) => !/^(PublishOutput|ExportsOutput)/.test(id))
  const lines = outputs.map(([id, { Value }]) => render.entry(normal(id), Value, 1))
  if (lines.length > 0) blocks.set('~', `Outputs\n${lines.sort().join('')}`)
  return blocks
}

const shorten = (path: string, stack: string) => path.replace(new RegExp(`^${stack}/`), '').replace(/\/Resource$/, '')

const normal = (text: string) => text.replaceAll(/[0-9a-f]{64}/g, 'HASH').replaceAll(/\b[0-9a-f]{40}\b/g, 'HASH')

class Renderer {
  readonly #paths: Paths
  readonly #find: FindOutput

  constructor(paths: Paths, find: FindOutput = () => null) {
    this.#paths = paths
    this.#find = find
  }

  resource(name: string, { Type, Properties, DependsOn: _, Metadata: __, ...attributes }: Resource): string {
    const all = { ...attributes, ...((Properties ?? {}) as { [key: string]: Json }) }
    const said = Object.entries(all).filter(([key, value]) => value !== '' && !(key === 'Path' && value === '/'))
    const lines = said.map(([key, value]) => this.entry(key, value, 1))
    return `${name}  ${Type.replace(/^AWS::/, '')}\n${lines.join('')}`
  }

  entry(key: string, given: Json, depth: number): string {
    const pad = '  '.repeat(depth)
    const value = this.#opened(key, given)
    const inline = this.#inline(value)
    if (inline !== null && pad.length + key.length + 2 + inline.length <= width) return `${pad}${key}: ${inline}\n`
    if (isPolicy(value))
      return `${pad}${key}:\n${listOf(value.Statement)
        .map((each) => this.#statement(each, depth + 1))
        .join('')}`
    if (Array.isArray(value)) return `${pad}${key}:\n${value.map((item) => this.#item(item, depth + 1)).join('')}`
    if (isMap(value) && !isReference(value)) {
      const entries = Object.entries(value).map(([name, inner]) => this.entry(name, inner, depth + 1))
      return `${pad}${key}:\n${entries.join('')}`
    }
    return `${pad}${key}: ${this.#block(String(inline ?? this.text(value)), depth + 1)}\n`
  }

  /** What is JSON in a text: a policy, or a dashboard, of which the titles are told. */
  #opened(key: string, value: Json): Json {
    if (key !== 'PolicyDocument' && key !== 'DashboardBody') return value
    if (value !== null && typeof value === 'object' && !isReference(value)) return value
    const inner: Json = JSON.parse(this.text(value))
    if (key === 'PolicyDocument') return inner
    return listOf((inner as { widgets?: Json }).widgets).map((widget) => {
      const { type, properties } = widget as { type: string; properties: { [key: string]: Json } }
      const { title, markdown, metrics, query } = properties
      const more = metrics ? `, ${listOf(metrics).length} lines` : query ? ', a query' : ''
      return `${type}: ${title ?? markdown ?? ''}${more}`
    })
  }

  #item(value: Json, depth: number): string {
    const pad = '  '.repeat(depth)
    const inline = this.#inline(value)
    if (inline !== null && pad.length + 2 + inline.length <= width) return `${pad}- ${inline}\n`
    if (Array.isArray(value)) return `${pad}-\n${value.map((item) => this.#item(item, depth + 1)).join('')}`
    if (!isMap(value) || isReference(value)) return `${pad}- ${this.#block(this.text(value), depth + 1)}\n`
    const entries = Object.entries(value).map(([name, inner]) => this.entry(name, inner, depth + 1))
    return `${pad}- ${entries.join('').trimStart()}`
  }

  /** `Allow kms:Decrypt on →Key to →Role if …`, a line for each action where there are many. */
  #statement(value: Json, depth: number): string {
    const pad = '  '.repeat(depth)
    const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = value as Record<string, Json>
    const words = (them: Json) => listOf(them).map((each) => this.text(each))
    const who =
      Principal === undefined ? '' : ` to ${isMap(Principal) ? words(Object.values(Principal).flat()) : Principal}`
    const when = Condition === undefined ? '' : ` if ${this.#inline(Condition) ?? this.text(Condition)}`
    const listed = (word: string, them: Json) => {
      const all = words(them)
      const line = `${word}${all.join(', ')}`
      return pad.length + 4 + line.length <= width ? line : `${word}${all.join(`,\n${pad}      `)}`
    }
    const what = NotAction ? listed(`${Effect} all but `, NotAction) : listed(`${Effect} `, Action ?? [])
    const where = NotResource ? listed(' on all but ', NotResource) : listed(' on ', Resource ?? [])
    const parts = [what, ...(NotResource || Resource ? [where] : []), ...[who, when].filter(Boolean)]
    const line = parts.join('')
    if (pad.length + 2 + line.length <= width) return `${pad}- ${line}\n`
    return `${pad}- ${parts.map((part) => part.trim()).join(`\n${pad}    `)}\n`
  }

  /** On one line, or null where that cannot be: a policy or a text of many lines. */
  #inline(value: Json): string | null {
    if (isPolicy(value)) return null
    if (value === null || typeof value !== 'object' || isReference(value)) {
      const text = this.text(value)
      return text.includes('\n') || text.length > longestLine ? null : text
    }
    const parts = Array.isArray(value)
      ? value.map((item) => this.#inline(item))
      : Object.entries(value).map(([key, inner]) => {
          const text = this.#inline(inner)
          return text === null ? null : `${key}: ${text}`
        })
    if (parts.some((part) => part === null)) return null
    return Array.isArray(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`
  }

  #block(text: string, depth: number): string {
    if (text.length > longest || !text.includes('\n'))
      return text.length > longestLine
        ? `text of ${text.length} characters, ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
        : text
    const pad = '  '.repeat(depth)
    return `|\n${text
      .trimEnd()
      .split('\n')
      .map((line) => (line ? pad + line : ''))
      .join('\n')}`
  }

  text(value: Json): string {
    if (value === null || typeof value !== 'object') return normal(String(value))
    if (Array.isArray(value)) return value.map((item) => this.text(item)).join(', ')
    const [[name = '', argument = null] = []] = Object.entries(value)
    const to = (id: Json | undefined) => `→${this.#paths.get(String(id)) ?? String(id).replace(/^AWS::/, '')}`
    switch (name) {
      case 'Ref':
        return to(argument)
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split('.')
        return `${to(id)}.${attribute}`
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, Json]
        return Array.isArray(parts)
          ? parts.map((part) => this.text(part)).join(separator)
          : `${this.text(parts)} joined by ${separator}`
      }
      case 'Fn::Base64':
        return this.text(argument)
      case 'Fn::GetStackOutput': {
        const { StackName, OutputName, Region } = argument as Record<string, string>
        return this.#find(StackName ?? '', OutputName ?? '', Region ?? '') ?? `→${StackName}.${OutputName}`
      }
      case 'Fn::Select': {
        const [index, list] = argument as [number, Json]
        return `${this.text(list)}[${index}]`
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, Json]
        return `${this.text(text)} split at ${separator}`
      }
      case 'Fn::GetAZs':
        return 'zones'
      default:
        return normal(JSON.stringify(value))
    }
  }
}

const listOf = (value: Json | undefined): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

const isMap = (value: Json): value is { [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isReference = (value: Json) => isMap(value) && /^(Ref|Fn::\w+)$/.test(Object.keys(value).join())

const isPolicy = (value: Json): value is { Statement: Json } =>
  isMap(value) && 'Statement' in value && 'Version' in value
