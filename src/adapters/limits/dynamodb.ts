import type { LimitStore, Use, Used } from '../../kit/limit-store.ts'
import { StoreBusy } from '../../kit/unavailable.ts'
import { expirySeconds, type Item, type Key, maxTurns, type Table, type Written } from '../aws/dynamodb.ts'

/** In the time of the processes: their clocks must agree to a small part of a limit's span. */
type LimitItem = Item & { busyMs: number; expiresAt: number }

const keyOf = (key: Buffer): Key => ({ pk: `LIMIT#${key.toString('base64url')}`, sk: 'LIMIT' })
/** How many keys are told at once. */
const lanes = 16
// What has been let through is added whatever the limit; longer than this none is busy.
const dayMs = 86_400_000

/**
 * Limits in DynamoDB. An attempt is one conditional update: a limit that is idle begins at now, a busy one grows. Which of
 * both it is, the refusal of the condition tells; both are exact whatever the number of attempts that meet.
 */
export function openDynamoLimits(table: Table, now: () => number = Date.now): LimitStore {
  /** Makes it busy for so much longer, unless it would then be busy for more than `spanMs`. */
  async function add(key: Buffer, ms: number, spanMs: number): Promise<{ took: boolean; busyMs: number }> {
    let isIdle = true
    for (let turn = 1; turn <= maxTurns; turn++) {
      const at = now()
      const limitMs = at + spanMs - ms
      const written: Written<LimitItem> = isIdle
        ? await table.update<LimitItem>(keyOf(key), 'set busyMs = :next, expiresAt = :expiry', {
            when: 'attribute_not_exists(pk) or busyMs <= :now',
            values: { now: at, next: at + ms, expiry: expirySeconds(at + spanMs) },
          })
        : await table.update<LimitItem>(keyOf(key), 'set busyMs = busyMs + :step, expiresAt = :expiry', {
            when: 'busyMs > :now and busyMs <= :limit',
            values: { now: at, limit: limitMs, step: ms, expiry: expirySeconds(at + spanMs) },
          })
      if (written.done) return { took: true, busyMs: written.item?.busyMs ?? at + ms }
      const busyMs: number = written.found?.busyMs ?? 0
      if (busyMs > limitMs) return { took: false, busyMs }
      isIdle = busyMs <= now()
    }
    throw new StoreBusy('sessions', 'Too many use one limit.')
  }

  async function use({ key, step, span }: Use): Promise<Used> {
    // A thousandth of a step more, for sums are not exact.
    const { took, busyMs } = await add(key, step * 1000, span * 1000 + step)
    return { took, busySeconds: (busyMs - now()) / 1000 }
  }

  return {
    async use(first, second) {
      const used = await use(first)
      return [used, used.took && second ? await use(second) : undefined]
    },
    async add(uses) {
      const told: { key: Buffer; busySeconds: number }[] = []
      const waiting = [...uses]
      let firstFault: unknown
      const work = async () => {
        for (let one = waiting.pop(); one; one = waiting.pop())
          try {
            const { busyMs } = await add(one.key, one.seconds * 1000, dayMs)
            told.push({ key: one.key, busySeconds: (busyMs - now()) / 1000 })
          } catch (fault) {
            // Of the others some are written: who is told that none was adds them again.
            firstFault ??= fault
          }
      }
      await Promise.all(Array.from({ length: Math.min(lanes, uses.length) }, work))
      if (told.length === 0 && firstFault) throw firstFault
      return told
    },
    removeIdle: async () => 0,
  }
}
