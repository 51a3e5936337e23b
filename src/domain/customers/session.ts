import type { Tx } from '../../kit/db.ts'
import { addJob } from '../../kit/facts.ts'
import { newToken, sha256 } from '../../kit/ids.ts'
import { StoreAway } from '../../kit/unavailable.ts'
import type { Shop } from '../shop.ts'
import { type AccountEpoch, raiseSessionEpoch, sessionEpoch, sessionPerson } from './account-table.ts'
import { openContact } from './contact.ts'
import { absoluteDays, idleDays, type KnownSession, maxListed } from './session-store.ts'

export type SignedIn = { personId: string; email: string; firstName: string; lastName: string }

const dayMs = 86_400_000
const idleSince = (now: Date) => new Date(now.getTime() - idleDays * dayMs)

/**
 * Starts a session and returns the secret for the cookie; the store keeps its hash only. `epoch`: the account's, as it was
 * when the password was looked at; a password that was changed since then makes the session worth nothing.
 */
export async function startSession(
  shop: Pick<Shop, 'db' | 'clock' | 'random' | 'sessions'>,
  personId: string,
  device: string,
  epoch?: number,
): Promise<string> {
  const token = newToken(shop.random)
  const now = shop.clock()
  await shop.sessions.start({
    tokenHash: sha256(token),
    personId,
    device: device.slice(0, 200),
    now,
    expiresAt: new Date(now.getTime() + absoluteDays * dayMs),
    epoch: epoch ?? (await sessionEpoch(shop.db, personId))?.epoch ?? 0,
  })
  return token
}

/** Who holds this session, or null when it is unknown, idle for too long, or over. Throws when nobody can tell. */
export async function readSession(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions' | 'vault'>,
  token: string | undefined,
): Promise<SignedIn | null> {
  if (!token) return null
  const now = shop.clock()
  const tokenHash = sha256(token)
  const found = await shop.sessions.find(tokenHash, now, idleSince(now))
  if (!found) return null
  const { personId, seenAt } = found
  const person = 'person' in found ? found.person : await sessionPerson(shop.db, personId, tokenHash, found.epoch)
  const known = person && (await openContact(shop.vault, person))
  if (!known?.contact.email) return null
  const { email, firstName, lastName } = known.contact
  // Once an hour is exact enough for the idle limit and the list of sessions.
  if (now.getTime() - seenAt.getTime() > 3_600_000) await shop.sessions.touch(tokenHash, now).catch(untouched)
  return { personId, email, firstName: firstName ?? '', lastName: lastName ?? '' }
}

/** It is noted at the next visit. */
function untouched(fault: unknown): void {
  if (!(fault instanceof StoreAway)) throw fault
}

export async function endSession(shop: Pick<Shop, 'sessions'>, token: string | undefined): Promise<void> {
  if (token) await shop.sessions.end(sha256(token))
}

/**
 * Signs the person out everywhere, or everywhere else when `keptToken` names the session that stays. Certain with the end of
 * the transaction, whatever becomes of the store of sessions.
 */
export async function endSessions(
  shop: { db: Shop['db'] | Tx; sessions: Shop['sessions'] },
  personId: string,
  keptToken?: string,
): Promise<void> {
  const { db, sessions } = shop
  const kept = keptToken ? sha256(keptToken) : null
  if (sessions.besideAccounts) {
    await raiseSessionEpoch(db, personId, kept)
    await sessions.besideAccounts.endAll(db, personId, kept)
  } else if ('inTransaction' in db) await endByEpoch(db, personId, kept)
  else await db.transaction((tx) => endByEpoch(tx, personId, kept))
}

async function endByEpoch(tx: Tx, personId: string, kept: Buffer | null): Promise<void> {
  await raiseSessionEpoch(tx, personId, kept)
  await forgetSessionsLater(tx, personId)
}

/** Orders the job that takes sessions which no longer count out of a store that stands elsewhere. */
export const forgetSessionsLater = (tx: Tx, personId: string): Promise<void> =>
  addJob(tx, 'forget-sessions', { personId }, { key: `forget-sessions:${personId}` })

/** Ends what the account no longer knows: all sessions of one that is closed. Repeating it changes nothing. */
export async function forgetSessions(shop: Pick<Shop, 'db' | 'clock' | 'sessions'>, personId: string): Promise<void> {
  for (;;) {
    const account = await sessionEpoch(shop.db, personId)
    const known = await listed(shop, personId)
    const over = known.filter((session) => !isOf(session, account))
    for (const { tokenHash } of over) await shop.sessions.end(tokenHash)
    if (over.length === 0 || known.length < maxListed) return
  }
}

/** Whether the account still knows the session. */
const isOf = ({ epoch, tokenHash }: KnownSession, account: AccountEpoch | undefined): boolean =>
  epoch === null || (account !== undefined && (epoch === account.epoch || tokenHash.equals(account.kept ?? nobody)))
const nobody = Buffer.alloc(0)

const listed = (shop: Pick<Shop, 'clock' | 'sessions'>, personId: string): Promise<KnownSession[]> => {
  const now = shop.clock()
  return shop.sessions.list(personId, now, idleSince(now))
}

export type SessionEntry = { device: string; createdAt: Date; seenAt: Date; isThis: boolean }

export async function readSessions(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions'>,
  personId: string,
  token: string | undefined,
): Promise<SessionEntry[]> {
  const own = token ? sha256(token) : undefined
  const account = shop.sessions.besideAccounts ? undefined : await sessionEpoch(shop.db, personId)
  return (await listed(shop, personId))
    .filter((session) => isOf(session, account))
    .map(({ tokenHash, device, createdAt, seenAt }) => ({
      device,
      createdAt,
      seenAt,
      isThis: own?.equals(tokenHash) ?? false,
    }))
}

/** Removes what is over; the worker calls it daily. */
export const sweepSessions = (shop: Pick<Shop, 'clock' | 'sessions'>): Promise<number> => {
  const now = shop.clock()
  return shop.sessions.removeOver(now, idleSince(now))
}
