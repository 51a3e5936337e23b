import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { AnswerStore, Claim } from './answer-store.ts'
import type { Clock } from './clock.ts'
import type { Random } from './ids.ts'
import { faultFields, log } from './log.ts'
import type { Secret } from './secret.ts'
import { Unavailable } from './unavailable.ts'

export const idempotencyKeyShape = /^[A-Za-z0-9_-]{16,100}$/

const keptMs = 24 * 3_600_000
// Longer than any change takes. Whoever holds a request longer than this is dead: the next one does it again.
const leaseMs = 60_000

export type KeptAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string }

export type ChangeAsk = {
  /** Whom the answer belongs to: a person, a token, or null for callers without one. */
  shopper: string | null
  /** Method and path as they were sent, with the secrets that stand in the path. */
  route: string
  idempotencyKey: string
  /** All that must be equal for the request to be the same: query and body. */
  content: string
}

export type AnsweredOnce =
  | { outcome: 'answered' | 'replayed'; answer: KeptAnswer }
  /** The key was used for another request. */
  | { outcome: 'other-request' }
  | { outcome: 'running'; retryAfterSeconds: number }

type Needs = { answers: AnswerStore; clock: Clock; random: Random; secret: Secret }

/**
 * Does a change once per key and answers it the same way for a day. `work` gets a key of the change's own, which stays the
 * same when the same request is done again: after a crash, or when it ended in a fault. Answers that ask for another try (5xx, 429) or for
 * another caller (401) are not kept. 2 calls of the store; twice as many in the day after the secret has changed, when the first
 * try may have been made under the one before.
 */
export async function answerOnce(
  shop: Needs,
  ask: ChangeAsk,
  work: (changeKey: string) => Promise<KeptAnswer>,
): Promise<AnsweredOnce> {
  const seals = shop.secret.lately.map((key) => openSeal(key, shop.random, ask))
  const now = shop.clock()
  const claims: Claim[] = []
  // Should this fail as well, the lease runs out by itself.
  const giveBack = () => Promise.all(claims.map((claim) => shop.answers.drop(claim).catch(() => {})))
  for (const { idOf, decrypt } of seals) {
    const claim: Claim = {
      id: idOf('row'),
      requestHash: idOf(`content\0${ask.content}`),
      lease: shop.random(16),
      leasedUntil: new Date(now.getTime() + leaseMs),
      expiresAt: new Date(now.getTime() + keptMs),
      now,
    }
    const found = await shop.answers.claim(claim)
    if (found?.isMine) {
      claims.push(claim)
      continue
    }
    await giveBack()
    if (!found) return { outcome: 'running', retryAfterSeconds: 1 }
    if (!found.isSame) return { outcome: 'other-request' }
    if (found.answer) return { outcome: 'replayed', answer: decrypt(found.answer) }
    return { outcome: 'running', retryAfterSeconds: patience(found.leasedUntil, now) }
  }

  let answer: KeptAnswer
  try {
    // Of the oldest: a try that came to no end had no other.
    answer = await work(seals[0]?.idOf(`change\0${ask.content}`).toString('base64url') ?? '')
  } catch (fault) {
    await giveBack()
    throw fault
  }
  const isKept = answer.status < 500 && answer.status !== 429 && answer.status !== 401
  for (const [i, claim] of claims.entries()) {
    const sealed = isKept && seals[i]?.encrypt(answer)
    await (sealed ? shop.answers.keep(claim, sealed) : shop.answers.drop(claim)).catch(unkept)
  }
  return { outcome: 'answered', answer }
}

/**
 * The change is done, and whoever waits is told so. Should the same request come again, it waits for the end of the lease and is
 * then done again under the same key of the change, as after a crash.
 */
function unkept(fault: unknown): void {
  if (!(fault instanceof Unavailable)) throw fault
  log('warn', 'answer.not-kept', faultFields(fault))
}

/** As long as it has run already, but no longer than until it counts as dead. */
function patience(leasedUntil: Date, now: Date): number {
  const leftMs = leasedUntil.getTime() - now.getTime()
  return Math.max(1, Math.ceil(Math.min(leftMs, leaseMs - leftMs) / 1000))
}

/**
 * Ids, hashes and the cipher of one request. All of them are made of the shop's secret and of the Idempotency-Key, which is
 * kept nowhere: the table alone tells neither who asked for what nor what was answered, tokens included.
 */
function openSeal(key: string, random: Random, { shopper, route, idempotencyKey }: ChangeAsk) {
  const root = createHmac('sha256', key)
    .update(JSON.stringify(['kept-answer', shopper, route, idempotencyKey]))
    .digest()
  const idOf = (purpose: string): Buffer => createHmac('sha256', root).update(purpose).digest()
  return {
    idOf,
    encrypt(answer: KeptAnswer): Buffer {
      const nonce = random(12)
      const cipher = createCipheriv('aes-256-gcm', idOf('answer'), nonce)
      const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    decrypt(kept: Buffer): KeptAnswer {
      const decipher = createDecipheriv('aes-256-gcm', idOf('answer'), kept.subarray(0, 12), { authTagLength: 16 })
      decipher.setAuthTag(kept.subarray(12, 28))
      return JSON.parse(Buffer.concat([decipher.update(kept.subarray(28)), decipher.final()]).toString('utf8'))
    },
  }
}

/** Removes what is over; the worker calls it hourly. */
export const sweepAnswers = (shop: Pick<Needs, 'answers' | 'clock'>): Promise<number> =>
  shop.answers.removeExpired(shop.clock())
