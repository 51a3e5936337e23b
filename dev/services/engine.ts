import { join } from 'node:path'
import type { EngineName } from '../../test/helpers/engines.ts'
import { varFolder } from '../places.ts'
import type { Account } from '../postgres-program.ts'
import type { Watchdog } from '../watchdog.ts'

/** How one engine comes onto this machine and runs there. What cannot be done is thrown as a `Sentence`. */
export type Engine = {
  name: EngineName
  version: string
  /** The part of the shop that is proved against it. */
  provesThe: string
  /** Fetches it, where that has not been done. */
  install(): Promise<void>
  start(run: Run): Promise<Started>
}

export type Run = {
  /** Of this run alone. The engine's log goes there. */
  folder: string
  watchdog: Watchdog
}

export type Started = {
  url: string
  /** Resolves when it ends, stopped or not. */
  exited: Promise<void>
  stop(): Promise<void>
}

export const servicesFolder = join(varFolder, 'services')

/** OpenSearch refuses to run as root. The numbers are nobody's by custom and need no user in /etc/passwd. */
export const unprivileged = (): Account | undefined =>
  process.getuid?.() === 0 ? { name: 'nobody', uid: 65534, gid: 65534 } : undefined
