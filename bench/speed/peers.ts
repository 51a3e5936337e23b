/**
 * What Vendure 3.7.3 and Medusa 2.21.2 reach, measured on a machine of the same size as this project's: 2 cores, 24 GiB,
 * 2026-11-23; load generator, server and PostgreSQL 15 share the cores. A second, at 1, 10 and 50 at once (orders: 1, 8, 16).
 */
export type Peer = {
  name: string
  rates: readonly [number, number, number]
  /** Milliseconds of server and of PostgreSQL for one. */
  serverMs: number
  postgresMs: number
  statements: number
}

export const peers: Record<string, readonly Peer[]> = {
  category: [
    { name: 'Vendure', rates: [232, 387, 382], serverMs: 2.1, postgresMs: 2.2, statements: 2 },
    { name: 'Medusa, Search Module', rates: [258, 427, 362], serverMs: 2.3, postgresMs: 1.4, statements: 5 },
    { name: 'Medusa', rates: [13.3, 13.3, 8.3], serverMs: 91, postgresMs: 10, statements: 15 },
  ],
  product: [
    { name: 'Vendure', rates: [109, 153, 146], serverMs: 5, postgresMs: 5.5, statements: 18 },
    { name: 'Medusa', rates: [12.9, 12.8, 8.3], serverMs: 94, postgresMs: 10, statements: 28 },
  ],
  search: [
    { name: 'Vendure', rates: [3.4, 5.8, 4.2], serverMs: 7.5, postgresMs: 330, statements: 5 },
    { name: 'Medusa, Search Module', rates: [261, 382, 374], serverMs: 2.4, postgresMs: 1.4, statements: 7 },
    { name: 'Medusa', rates: [12.7, 12.9, 8.3], serverMs: 82, postgresMs: 27, statements: 15 },
  ],
  cart: [
    { name: 'Vendure', rates: [35, 71, 71], serverMs: 12, postgresMs: 10, statements: 66 },
    { name: 'Medusa', rates: [6.5, 8.6, 8.9], serverMs: 120, postgresMs: 21, statements: 138 },
  ],
  checkout: [
    { name: 'Vendure', rates: [6.65, 10.8, 10.6], serverMs: 84, postgresMs: 64, statements: 315 },
    { name: 'Medusa', rates: [1.24, 1.6, 1.64], serverMs: 650, postgresMs: 110, statements: 712 },
  ],
}

export const otherFigures: readonly (readonly [what: string, vendure: string, medusa: string])[] = [
  [
    '200 buyers of one variant, stock 50',
    '200 orders, oversold in 6 of 6 runs; 15 to 20 s',
    '50 orders in 94 to 100 s; most others told to try again',
  ],
  ['cold start to the first good answer', '2.3 s', '3.0 s'],
  ['memory, idle → after all load (peak), MB', '271 → 435 (549), worker 190 → 345', '428 → 1,102 (1,512)'],
  ['packages; size', '1,303; 837 MB', '1,356; 772 MB'],
]

/** The best of them at a level, or undefined where there is none. */
export function bestPeer(name: string, level: number): { name: string; rate: number } | undefined {
  if (level < 0) return undefined
  const all = (peers[name] ?? []).map((peer) => ({ name: peer.name, rate: peer.rates[level] ?? 0 }))
  return all.toSorted((a, b) => b.rate - a.rate)[0]
}
