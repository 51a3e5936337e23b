import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The clone itself. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Everything that is made while the shop runs; TRADEWIND_VAR moves it, so that two shops can live in one clone. */
export const varFolder = resolve(root, process.env.TRADEWIND_VAR || 'var')

/** Where root keeps what an unprivileged user must reach when the clone lies in a private home. */
export const sharedFolder = `/var/tmp/tradewind-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
