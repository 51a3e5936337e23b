import type { AnswerStore, Claimed } from '../../kit/answer-store.ts'
import { type Queries, sql } from '../../kit/db.ts'

/** Kept answers as rows; each call is one statement. */
export const openPostgresAnswers = (db: Queries): AnswerStore => ({
  claim: (claim) =>
    db.row<Claimed>(sql`
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
      where id = ${claim.id} and not exists (select from mine)`),
  keep: async ({ id, lease }, answer) => {
    await db.change(sql`update api_answer set answer = ${answer} where id = ${id} and lease = ${lease}`)
  },
  drop: async ({ id, lease }) => {
    await db.change(sql`delete from api_answer where id = ${id} and lease = ${lease} and answer is null`)
  },
  removeExpired: (now) => db.change(sql`delete from api_answer where expires_at <= ${now}`),
})
