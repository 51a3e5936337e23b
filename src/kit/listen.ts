import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { clientsWith, withPassword } from './database-password.ts'
import type { Fact } from './facts.ts'
import { faultFields, log } from './log.ts'
import type { Secret } from './secret.ts'
import { isFollower } from './unavailable.ts'

const followerMs = 5_000

export type Listener = { close(): Promise<void> }

/**
 * Hears the facts that commits anywhere announce. `onGap` is called at each connection, the first one included: what was
 * said before is not heard, so the process empties what it keeps. On a server that follows another one nobody can listen: then `onGap` is
 * called every five seconds, until it leads.
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
    await next.query('listen facts').catch(async (fault) => {
      await next.end()
      throw fault
    })
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
        if (isFollower(fault)) await sleep(followerMs, undefined, { ref: false })
        else {
          log('warn', 'listen.failed', faultFields(fault))
          await sleep(waitMs)
        }
      }
    }
  }

  const first = connect().catch((fault) => {
    if (!isFollower(fault)) throw fault
    log('warn', 'listen.follower')
    keepTrying()
  })
  return first.then(() => ({
    close: async () => {
      closed = true
      await client?.end()
    },
  }))
}
