import { type Queries, sql } from './db.ts'

/** All SQL on kept answers. */

export type Claim = {
  id: Buffer
  requestHash: Buffer
  lease: Buffer
  leasedUntil: Date
  expiresAt: Date
  now: Date
}

export type ClaimRow = { isMine: boolean; isSame: boolean; answer: Buffer | null; leasedUntil: Date }

/** Takes the request on, or finds who did. Undefined: somebody took it on in this very moment. */
export const claimAnswer = (db: Queries, claim: Claim): Promise<ClaimRow | undefined> =>
  db.row(sql`
    with mine as (
      insert into api_answer as a (id, request_hash, lease, leased_until, expires_at)
      values (${claim.id}, ${claim.requestHash}, ${claim.lease}, ${claim.leasedUntil}, ${claim.expiresAt})
      on conflict (id) do update set request_hash = excluded.request_hash, lease = excluded.lease,
        leased_until = excluded.leased_until, expires_at = excluded.expires_at, answer = null
      where a.expires_at <= ${claim.now}
        or (a.answer is null and a.leased_until <= ${claim.now} and a.request_hash = excluded.request_hash)
      returning leased_until)
    select true as "isMine", true as "isSame", null::bytea as answer, leased_until as "leasedUntil" from mine
    union all
    select false, request_hash = ${claim.requestHash}, answer, leased_until from api_answer
    where id = ${claim.id} and not exists (select from mine)`)

/** Nothing is written when somebody else has taken the request over. */
export const keepAnswer = (db: Queries, { id, lease }: Claim, answer: Buffer): Promise<number> =>
  db.change(sql`update api_answer set answer = ${answer} where id = ${id} and lease = ${lease}`)

export const dropClaim = (db: Queries, { id, lease }: Claim): Promise<number> =>
  db.change(sql`delete from api_answer where id = ${id} and lease = ${lease} and answer is null`)

export const deleteOldAnswers = (db: Queries, now: Date): Promise<number> =>
  db.change(sql`delete from api_answer where expires_at <= ${now}`)
