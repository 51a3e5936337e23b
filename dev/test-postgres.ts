import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { varFolder } from './places.ts'
import { openPostgres } from './postgres.ts'
import { isRunning } from './processes.mjs'
import { startWatchdog } from './watchdog.ts'

export type ThrowawayPostgres = { url: string; stop(): Promise<void> }

/** A server of its own for one run of tests or benchmarks, gone afterwards. It may run beside the shop and beside other runs. */
export async function openThrowawayPostgres(
  options: { durable: boolean } = { durable: false },
): Promise<ThrowawayPostgres> {
  const all = join(varFolder, 'throwaway')
  mkdirSync(all, { recursive: true })
  for (const name of readdirSync(all))
    if (!isRunning(Number(name))) rmSync(join(all, name), { recursive: true, force: true })
  const folder = join(all, String(process.pid))
  const watchdog = startWatchdog()
  const postgres = await openPostgres({
    folder,
    password: randomBytes(16).toString('hex'),
    watchdog,
    durable: options.durable,
  })
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop()
      watchdog.close()
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
    },
  }
}
