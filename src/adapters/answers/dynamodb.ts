import type { AnswerStore, Claim } from '../../kit/answer-store.ts'
import { expirySeconds, type Item, type Key, type Table } from '../aws/dynamodb.ts'

type AnswerItem = Item & {
  requestHash: Uint8Array
  lease: Uint8Array
  leasedUntilMs: number
  expiresMs: number
  expiresAt: number
  answer?: Uint8Array
}

const keyOf = ({ id }: Claim): Key => ({ pk: `ANSWER#${id.toString('base64url')}`, sk: 'ANSWER' })

/** Kept answers in DynamoDB: a claim is one conditional write, and the refusal of the condition brings what stands there. */
export const openDynamoAnswers = (table: Table): AnswerStore => ({
  async claim(claim) {
    const { requestHash, lease, leasedUntil, expiresAt, now } = claim
    const mine: AnswerItem = {
      ...keyOf(claim),
      requestHash,
      lease,
      leasedUntilMs: leasedUntil.getTime(),
      expiresMs: expiresAt.getTime(),
      expiresAt: expirySeconds(expiresAt.getTime()),
    }
    const written = await table.put(mine, {
      when: 'attribute_not_exists(pk) or expiresMs <= :now or (attribute_not_exists(answer) and leasedUntilMs <= :now and requestHash = :hash)',
      values: { now: now.getTime(), hash: requestHash },
    })
    if (written.done) return { isMine: true, isSame: true, answer: null, leasedUntil }
    const { found } = written
    // It has gone since: whoever asks again gets it.
    if (!found) return undefined
    return {
      // A first attempt whose answer was lost has written it.
      isMine: lease.equals(found.lease) && found.answer === undefined,
      isSame: requestHash.equals(found.requestHash),
      answer: found.answer ? Buffer.from(found.answer) : null,
      leasedUntil: new Date(found.leasedUntilMs),
    }
  },
  async keep(claim, answer) {
    await table.update(keyOf(claim), 'set answer = :answer', {
      when: 'lease = :lease',
      values: { lease: claim.lease, answer },
    })
  },
  async drop(claim) {
    await table.remove(keyOf(claim), {
      when: 'lease = :lease and attribute_not_exists(answer)',
      values: { lease: claim.lease },
    })
  },
  removeExpired: async () => 0,
})
