import type { Tx } from '../../kit/db.ts'
import { newToken, sha256 } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import {
  deleteOldSessions,
  deleteSession,
  deleteSessions,
  findSession,
  insertSession,
  listSessions,
  touchSession,
} from './session-table.ts'

export type SignedIn = { personId: string; email: string; firstName: string; lastName: string }

/** A session ends when it was not used for so long. */
export const idleDays = 30
/** And this long after the sign-in in any case. */
export const absoluteDays = 180
const dayMs = 86_400_000
const idleSince = (now: Date) => new Date(now.getTime() - idleDays * dayMs)

/** Starts a session and returns the secret for the cookie; the database keeps its hash only. */
export async function startSession(
  shop: Pick<Shop, 'db' | 'clock' | 'random'>,
  personId: string,
  device: string,
): Promise<string> {
  const token = newToken(shop.random)
  const now = shop.clock()
  const expiresAt = new Date(now.getTime() + absoluteDays * dayMs)
  await insertSession(shop.db, { tokenHash: sha256(token), personId, device: device.slice(0, 200), now, expiresAt })
  return token
}

/** Who holds this session, or null when it is unknown, idle for too long, or over. */
export async function readSession(
  shop: Pick<Shop, 'db' | 'clock'>,
  token: string | undefined,
): Promise<SignedIn | null> {
  if (!token) return null
  const now = shop.clock()
  const tokenHash = sha256(token)
  const found = await findSession(shop.db, tokenHash, now, idleSince(now))
  if (!found) return null
  const { seenAt, ...person } = found
  // Once an hour is exact enough for the idle limit and the list of sessions.
  if (now.getTime() - seenAt.getTime() > 3_600_000) await touchSession(shop.db, tokenHash, now)
  return person
}

export async function endSession(shop: Pick<Shop, 'db'>, token: string | undefined): Promise<void> {
  if (token) await deleteSession(shop.db, sha256(token))
}

/** Signs the person out everywhere, or everywhere else when `keptToken` names the session that stays. */
export async function endSessions(
  shop: { db: Shop['db'] | Tx },
  personId: string,
  keptToken?: string,
): Promise<number> {
  return deleteSessions(shop.db, personId, keptToken ? sha256(keptToken) : null)
}

export type SessionEntry = { device: string; createdAt: Date; seenAt: Date; isThis: boolean }

export async function readSessions(
  shop: Pick<Shop, 'db' | 'clock'>,
  personId: string,
  token: string | undefined,
): Promise<SessionEntry[]> {
  const now = shop.clock()
  const own = token ? sha256(token) : undefined
  const rows = await listSessions(shop.db, personId, now, idleSince(now))
  return rows.map(({ tokenHash, ...entry }) => ({ ...entry, isThis: own?.equals(tokenHash) ?? false }))
}

/** Removes what is over; the worker calls it daily. */
export const sweepSessions = (shop: Pick<Shop, 'db' | 'clock'>): Promise<number> => {
  const now = shop.clock()
  return deleteOldSessions(shop.db, now, idleSince(now))
}
