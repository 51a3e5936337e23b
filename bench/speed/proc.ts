import { readdirSync, readFileSync } from 'node:fs'

/** Processor time and memory of processes, as Linux tells them in /proc. */

// The unit of /proc/PID/stat: USER_HZ, which is 100 on every Linux that Node runs on.
const msPerTick = 10

export type Stat = { pid: number; parent: number; ownTicks: number; deadChildrenTicks: number }

/** A line of /proc/PID/stat. The name stands in brackets and may hold spaces and brackets itself. */
export function parseStat(line: string): Stat {
  const end = line.lastIndexOf(')')
  const fields = line.slice(end + 2).split(' ')
  // Fields 4, 14 to 17 of proc(5), of which the first two are cut off.
  const field = (n: number) => Number(fields[n - 3])
  return {
    pid: Number(line.slice(0, line.indexOf(' '))),
    parent: field(4),
    ownTicks: field(14) + field(15),
    deadChildrenTicks: field(16) + field(17),
  }
}

/** Megabytes by name of what /proc/PID/status tells in kB: VmRSS is what is resident, VmHWM the most that ever was. */
export function parseStatus(text: string): { rssMb: number; peakMb: number } {
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
  return { rssMb: kb('VmRSS') / 1024, peakMb: kb('VmHWM') / 1024 }
}

/** Milliseconds of processor of a process, of all below it, and of those below it that are dead. */
export function treeMs(root: number, stats: readonly Stat[]): number {
  const children = Map.groupBy(stats, ({ parent }) => parent)
  const self = stats.find(({ pid }) => pid === root)
  const waiting = self ? [self] : []
  let ticks = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    ticks += next.ownTicks + next.deadChildrenTicks
    waiting.push(...(children.get(next.pid) ?? []))
  }
  return ticks * msPerTick
}

export function readStats(): Stat[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))]
    } catch {
      // It ended meanwhile.
      return []
    }
  })
}

/** Memory of a process and of all below it: pages that they share count once for each. */
export function readMemory(root: number): { rssMb: number; peakMb: number } {
  const stats = readStats()
  const below = (pid: number): number[] => [
    pid,
    ...stats.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ]
  const sum = { rssMb: 0, peakMb: 0 }
  for (const pid of below(root)) {
    const { rssMb, peakMb } = parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'))
    sum.rssMb += rssMb
    sum.peakMb += peakMb
  }
  return sum
}

/** Milliseconds of processor so far by name. */
export function readProcessorMs<Name extends string>(roots: Record<Name, number>): Record<Name, number> {
  const stats = readStats()
  const entries = Object.entries(roots) as [Name, number][]
  return Object.fromEntries(entries.map(([name, pid]) => [name, treeMs(pid, stats)])) as Record<Name, number>
}
