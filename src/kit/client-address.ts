import { isIP } from 'node:net'

/**
 * The address that a shopper comes from. Proxies append to X-Forwarded-For, and whoever sends a request may begin it as he
 * likes: only the entries that our own `trustedHops` proxies have written, counted from the right, are believed. With fewer
 * of them the request came another way, and the address of the connection is all that is certain.
 */
export function clientAddress(
  connection: string | undefined,
  forwardedFor: string | undefined,
  trustedHops: number,
): string {
  if (trustedHops > 0 && forwardedFor) {
    const named = forwardedFor.split(',').at(-trustedHops)
    const address = named === undefined ? '' : withoutPort(named.trim())
    if (isIP(address)) return networkOf(address)
  }
  return networkOf(connection ?? '')
}

// '192.0.2.1:4711' and '[2001:db8::1]:4711', as some proxies write it.
const withoutPort = (text: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text

/** An IPv4 address as it is, of an IPv6 address its /64: every customer has a network of that size to choose addresses from. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase()
  const family = isIP(plain)
  if (family === 4) return plain
  if (family !== 6) return 'unknown'
  const groups = groupsOf(plain)
  const [a, b, c, d, e, f, g = 0, h = 0] = groups
  const isMapped = a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff
  if (isMapped) return [g >> 8, g & 255, h >> 8, h & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

function groupsOf(address: string): number[] {
  // The last two groups may be written as an IPv4 address.
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((n) => n.toString(16)).join(':'),
  )
  const [head = '', tail] = text.split('::')
  const parse = (part: string) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const [before, after] = [parse(head), parse(tail ?? '')]
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<number>(missing).fill(0), ...after]
}
