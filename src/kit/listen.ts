import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { clientsWith, withPassword } from './database-password.ts'
import type { Fact } from './facts.ts'
import { faultFields, log } from './log.ts'
import type { Secret } from './secret.ts'

export type Listener = { close(): Promise<void> }

/**
 * Hears the facts that commits anywhere announce. `onGap` is called at each connection, the first one included: what was
 * said before is not heard, so the process empties what it keeps.
 */
export function listen(
  databaseUrl: string,
  hear: { onFact: (fact: Fact) => void; onGap: () => void; password?: Secret },
): Promise<Listener> {
  const { password } = hear
  let closed = false
  let client: Client | undefined

  const connect = () => (password ? withPassword(password, connectOnce) : connectOnce())

  async function connectOnce(): Promise<void> {
    const next = new (password ? clientsWith(password) : Client)({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'tradewind-listen',
    })
    const ended = new Promise<void>((resolve) => next.once('end', resolve))
    next.on('error', () => {})
    next.on('notification', ({ payload }) => {
      if (payload) hear.onFact(JSON.parse(payload) as Fact)
    })
    await next.connect()
    await next.query('listen facts')
    client = next
    hear.onGap()
    ended.then(() => {
      if (!closed) keepTrying()
    })
  }

  async function keepTrying(): Promise<void> {
    for (let waitMs = 100; !closed; waitMs = Math.min(waitMs * 2, 800)) {
      // Nothing is heard meanwhile: what is kept in between grows no older than the wait.
      hear.onGap()
      try {
        return await connect()
      } catch (fault) {
        log('warn', 'listen.failed', faultFields(fault))
        await sleep(waitMs)
      }
    }
  }

  return connect().then(() => ({
    close: async () => {
      closed = true
      await client?.end()
    },
  }))
}
