import { sql } from '../../kit/db.ts'
import { newToken, sha256 } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'

export type SignedIn = { personId: string; email: string; verified: boolean; firstName: string; lastName: string }

const idleDays = 30
const absoluteDays = 180
const dayMs = 86_400_000

/** Starts a session and returns the secret for the cookie; the database keeps its hash only. */
export async function startSession(
  shop: Pick<Shop, 'db' | 'clock' | 'random'>,
  personId: string,
  device: string,
): Promise<string> {
  const token = newToken(shop.random)
  const now = shop.clock()
  const expires = new Date(now.getTime() + absoluteDays * dayMs)
  await shop.db.change(sql`insert into session (token_hash, person_id, created_at, seen_at, expires_at, device)
    values (${sha256(token)}, ${personId}, ${now}, ${now}, ${expires}, ${device.slice(0, 200)})`)
  return token
}

/** Who holds this session, or null when it is unknown, idle for too long, or over. */
export async function readSession(
  shop: Pick<Shop, 'db' | 'clock'>,
  token: string | undefined,
): Promise<SignedIn | null> {
  if (!token) return null
  const now = shop.clock()
  const found = await shop.db.row<SignedIn & { seenAt: Date }>(sql`
    select s.person_id as "personId", a.email, a.email_verified_at is not null as verified, s.seen_at as "seenAt",
      coalesce(c.first_name, '') as "firstName", coalesce(c.last_name, '') as "lastName"
    from session s join account a on a.person_id = s.person_id left join contact c on c.person_id = s.person_id
    where s.token_hash = ${sha256(token)} and s.expires_at > ${now}
      and s.seen_at > ${new Date(now.getTime() - idleDays * dayMs)}`)
  if (!found) return null
  const { seenAt, ...person } = found
  // Once an hour is exact enough for the idle limit and the list of sessions.
  if (now.getTime() - seenAt.getTime() > 3_600_000)
    await shop.db.change(sql`update session set seen_at = ${now} where token_hash = ${sha256(token)}`)
  return person
}
