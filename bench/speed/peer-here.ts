import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { root } from '../../dev/places.ts'
import type { Level } from './figures.ts'

/** What `npm run bench -- peer` has written. Milliseconds of processor for one, by process. */
export type PeerHere = {
  peer: string
  date: string
  machine: { processor: string; cores: number }
  cases: Record<string, Pick<Level, 'connections' | 'rate' | 'ofBare' | 'p50' | 'p99' | 'eachMs'>[]>
}

export const peerFile = join(root, 'bench/results/peer-vendure.json')

/** Undefined where no peer was measured, or on another kind of machine: rates do not carry over. */
export function readPeerHere(): PeerHere | undefined {
  if (!existsSync(peerFile)) return undefined
  const here = JSON.parse(readFileSync(peerFile, 'utf8')) as PeerHere
  const { processor, cores } = here.machine
  return cores === cpus().length && processor === cpus()[0]?.model ? here : undefined
}
