import { AsyncLocalStorage } from 'node:async_hooks'

/** What one request has asked of the database. Only requests that want to know are measured. */
export class Meter {
  statements = 0
  /** Time in which at least one statement was under way. */
  databaseMs = 0
  #open = 0
  #since = 0

  async watch<T>(statement: Promise<T>): Promise<T> {
    this.statements++
    if (this.#open++ === 0) this.#since = performance.now()
    try {
      return await statement
    } finally {
      if (--this.#open === 0) this.databaseMs += performance.now() - this.#since
    }
  }
}

const meters = new AsyncLocalStorage<Meter>()

export const withMeter = <T>(meter: Meter, work: () => Promise<T>): Promise<T> => meters.run(meter, work)

export const currentMeter = (): Meter | undefined => meters.getStore()
