import { Client, type Pool, type PoolClient } from 'pg'
import type { Secret } from './secret.ts'

/** Connections that ask for the password as they are made: after a change, new ones use the new one. */
export const clientsWith = (password: Secret): typeof Client =>
  class extends Client {
    constructor(...given: ConstructorParameters<typeof Client>) {
      super(...given)
      // An option of that name would be covered by what the URL says.
      Object.assign(this, { password: async () => password.current })
    }
  }

export const isRefusedPassword = (fault: unknown): boolean => (fault as { code?: string }).code === '28P01'

/** A refused connection has done nothing yet: once the password is another one, it is tried again. */
export async function withPassword<T>(password: Secret, connect: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const given = password.current
    try {
      return await connect()
    } catch (fault) {
      if (!isRefusedPassword(fault) || tries === 3 || !(await password.renew(given))) throw fault
    }
  }
}

type Done = (fault: Error | undefined, client: PoolClient | undefined, release: (fault?: Error) => void) => void

/** Makes all connections of a pool this way, also those that a library asks for. */
export function renewPassword(pool: Pool, password: Secret): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>
  const renewing = () => withPassword(password, connect)
  pool.connect = ((done?: Done) => {
    if (!done) return renewing()
    renewing().then(
      (client) => done(undefined, client, (fault) => client.release(fault)),
      (fault) => done(fault, undefined, () => {}),
    )
  }) as Pool['connect']
}
