import type { Queries } from '../../kit/db.ts'
import type { SealedContact } from './contact.ts'

/** A session ends when it was not used for so long. */
export const idleDays = 30
/** And this long after the sign-in in any case. */
export const absoluteDays = 180

export type NewSession = {
  /** SHA-256 of the secret in the cookie; the secret itself is kept nowhere. */
  tokenHash: Buffer
  personId: string
  /** Lets the person recognise the session in the list. */
  device: string
  now: Date
  expiresAt: Date
  /** Of the account as it was when the password was looked at: see `FoundSession`. */
  epoch: number
}

/**
 * `person`: what is known of the person, as it lies beside the account. `epoch`: the session is good while its account has the
 * same epoch, or names this session as the one that was kept.
 */
export type FoundSession = { personId: string; seenAt: Date } & ({ person: SealedContact } | { epoch: number })

export type KnownSession = { tokenHash: Buffer; device: string; createdAt: Date; seenAt: Date; epoch: number | null }

export const maxListed = 50

/** Where sessions live. Adapters: `adapters/sessions/`. All of them pass `session-store.contract.ts`. */
export interface SessionStore {
  /**
   * A store in the accounts' own database ends sessions within the transaction that changes the account, and tells with a
   * session who the person is. Null: it stands elsewhere, and what ends sessions for certain is the account's epoch.
   */
  readonly besideAccounts: { endAll(within: Queries, personId: string, kept: Buffer | null): Promise<number> } | null
  start(session: NewSession): Promise<void>
  /** Undefined: unknown, over, or not used after `seenAfter`. */
  find(tokenHash: Buffer, now: Date, seenAfter: Date): Promise<FoundSession | undefined>
  /** Notes that it was used just now. One that has ended meanwhile stays ended. */
  touch(tokenHash: Buffer, now: Date): Promise<void>
  end(tokenHash: Buffer): Promise<void>
  /** Those that `find` would find, the last used first, at most `maxListed`. */
  list(personId: string, now: Date, seenAfter: Date): Promise<KnownSession[]>
  /** Deletes what is over and says how much; a store that does so by itself answers 0. */
  removeOver(now: Date, seenBefore: Date): Promise<number>
}
