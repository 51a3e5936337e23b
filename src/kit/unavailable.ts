/** Cannot be done now and can be in a moment. Whoever answers says 503 and `Retry-After`. */
export class Unavailable extends Error {
  readonly retryAfterSeconds: number = 2
}

/** The database has too much to do: no connection came free in time, or a statement waited or ran for too long. */
export class DatabaseBusy extends Unavailable {}

/** The database does not answer. What was sent last may have been done. */
export class DatabaseDown extends Unavailable {
  override readonly retryAfterSeconds = 5
}

/** What a store holds that stands outside the database. Pages say so in words of their own. */
export type Stored = 'carts' | 'sessions'

/** A store outside the database does not answer, or refuses. What was sent last may have been done. */
export class StoreAway extends Unavailable {
  override readonly retryAfterSeconds: number = 5
  readonly stored: Stored
  constructor(stored: Stored, message: string, options?: ErrorOptions) {
    super(message, options)
    this.stored = stored
  }
}

/** It has too much to do: soon again. */
export class StoreBusy extends StoreAway {
  override readonly retryAfterSeconds = 2
}

// A statement or the wait for a lock ran out of time; the server has no connection left.
const busyCodes = new Set(['57014', '55P03', '53300'])
// Stopped by its administrator, crashed, starting; an idle connection that was closed under us; a server that follows another one now.
const downCodes = /^(08...|57P0[1-5]|25P0[34]|25006|ECONN[A-Z]+|EPIPE|ETIMEDOUT|E[A-Z]+UNREACH|ENOTFOUND|EAI_AGAIN)$/
// The client's own words have no code.
const downWords = /^(Connection terminated|timeout e|Query read timeout|Client (has encountered|was closed))/

/** The server follows another one, as in a second region, and takes no changes: nobody may listen there either. */
export const isFollower = (fault: unknown): boolean => (fault as { code?: unknown }).code === '25006'

/** What a fault of the database means to the one who asked. Faults of other kinds stay as they are. */
export function meaningOf(fault: unknown): unknown {
  if (!(fault instanceof Error) || fault instanceof Unavailable) return fault
  const { code } = fault as { code?: unknown }
  if (typeof code === 'string') {
    if (busyCodes.has(code)) return new DatabaseBusy(fault.message, { cause: fault })
    return downCodes.test(code) ? new DatabaseDown(fault.message, { cause: fault }) : fault
  }
  return downWords.test(fault.message) ? new DatabaseDown(fault.message, { cause: fault }) : fault
}
