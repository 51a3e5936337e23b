import type { Endpoint } from './endpoint.ts'

type Node = { next: Map<string, Node>; any: { name: string; node: Node } | null; here: Map<string, Endpoint> }

export type Found = { endpoints: ReadonlyMap<string, Endpoint>; params: Record<string, string> }

const newNode = (): Node => ({ next: new Map(), any: null, here: new Map() })

/**
 * Finds what stands at a path below the place, or below the store. A literal part goes before a parameter: '/orders/lookup' is
 * never the order 'lookup'.
 */
export function openAddresses(endpoints: readonly Endpoint[]): (path: string) => Found | null {
  const root = newNode()
  for (const endpoint of endpoints) {
    let node = root
    for (const part of endpoint.path.split('/').slice(1)) node = step(node, part, endpoint)
    if (node.here.has(endpoint.method)) throw new Error(`${endpoint.method} ${endpoint.path} is there twice.`)
    node.here.set(endpoint.method, endpoint)
  }
  return (path) => {
    const parts: string[] = []
    try {
      for (const part of path.split('/').slice(1)) parts.push(decodeURIComponent(part))
    } catch {
      return null
    }
    // No name of ours holds a NUL character, and PostgreSQL refuses a text that does.
    return parts.some((part) => part.includes('\0')) ? null : walk(root, parts, 0)
  }
}

function step(node: Node, part: string, endpoint: Endpoint): Node {
  const name = /^\{(\w+)\}$/.exec(part)?.[1]
  if (name === undefined) {
    const next = node.next.get(part) ?? newNode()
    node.next.set(part, next)
    return next
  }
  if (!endpoint.params?.shape[name]) throw new Error(`${endpoint.operationId} does not say what {${name}} is.`)
  node.any ??= { name, node: newNode() }
  if (node.any.name !== name) throw new Error(`${endpoint.path} has {${name}} where others have {${node.any.name}}.`)
  return node.any.node
}

function walk(node: Node, parts: readonly string[], at: number): Found | null {
  const part = parts[at]
  if (part === undefined) return node.here.size > 0 ? { endpoints: node.here, params: {} } : null
  const literal = node.next.get(part)
  const found = literal && walk(literal, parts, at + 1)
  if (found) return found
  if (!node.any || part === '') return null
  const below = walk(node.any.node, parts, at + 1)
  return below && { endpoints: below.endpoints, params: { ...below.params, [node.any.name]: part } }
}
