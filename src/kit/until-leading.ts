import { setTimeout as sleep } from 'node:timers/promises'
import { clientsWith, withPassword } from './database-password.ts'
import { fixedSecret, type Secret } from './secret.ts'

const everyMs = 2_000

/**
 * Waits as long as the server follows another one, as that of a second region does until it is promoted. `onWait` is called once, when
 * there is something to wait for. A server that does not answer while we wait is asked again; one that does not answer at first is a fault.
 */
export async function untilLeading(
  databaseUrl: string,
  password: Secret | undefined,
  onWait: () => void,
): Promise<void> {
  if (!(await isFollowing(databaseUrl, password))) return
  onWait()
  do await sleep(everyMs)
  while (await isFollowing(databaseUrl, password).catch(() => true))
}

async function isFollowing(databaseUrl: string, password: Secret | undefined): Promise<boolean> {
  const given = password ?? fixedSecret(decodeURIComponent(new URL(databaseUrl).password))
  const client = await withPassword(given, async () => {
    const next = new (clientsWith(given))({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
    next.on('error', () => {})
    await next.connect()
    return next
  })
  try {
    const { rows } = await client.query<{ follows: boolean }>('select pg_is_in_recovery() as follows')
    return rows[0]?.follows === true
  } finally {
    await client.end()
  }
}
