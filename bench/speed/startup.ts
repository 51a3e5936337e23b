import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './figures.ts'
import { readMemory } from './proc.ts'
import type { Site, WebForm } from './site.ts'

export type Memory = { rssMb: number; peakMb: number }

/** Milliseconds from the start of web to its first good page, the database being up: the median of several. */
export async function measureStart(site: Site, form: WebForm, times: number): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < times; i++) took.push(await site.restartWeb(form))
  return median(took)
}

/** What web needs when it has answered its first page and nobody asks any more. */
export async function measureIdleMemory(site: Site, seconds: number): Promise<Memory> {
  await sleep(seconds * 1000)
  return readMemory(site.webPid())
}
