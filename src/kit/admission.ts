import { Unavailable } from './unavailable.ts'

/**
 * Who is let in when there is too much to do. 'looking': lists, search, products, the first to be refused. 'buying': carts,
 * checkout, accounts, payment events. 'always': those who ask whether the process lives.
 */
export type Standing = 'looking' | 'buying' | 'always'

/** The process has more requests than it can answer in good time. */
export class Overloaded extends Unavailable {
  override readonly retryAfterSeconds = 3
}

export type Admission = {
  /** False: refuse it, and do not call `leave`. */
  enter(standing: Standing): boolean
  leave(standing: Standing): void
  counts(): { inside: Record<Standing, number>; refused: Record<Standing, number>; isOverloaded: boolean }
}

export type AdmissionLimits = {
  /** Requests under way at once. */
  looking: number
  all: number
  /** A turn of the event loop that works on requests for longer is long. */
  longTurnMs: number
  /** Long turns for this long, one after the other, are an overload; so much calm ends it. */
  patienceMs: number
  /** In an overload a turn gives so much of its time to those who look around. */
  shareMs: number
  now?: () => number
  onChange?: (isOverloaded: boolean) => void
}

export const usualLimits: AdmissionLimits = {
  looking: 500,
  all: 2_000,
  longTurnMs: 250,
  patienceMs: 1_000,
  shareMs: 60,
}

/**
 * One turn of the event loop takes up every request that has come since the last one. With more than can be answered, turns
 * grow, and all that waits for its next turn, such as a checkout between two statements, waits for all of them. So once turns
 * have stayed long, each gives only its share to those who look around, and refuses the rest at once: the next turn comes soon.
 */
export function openAdmission(limits: AdmissionLimits = usualLimits): Admission {
  const now = limits.now ?? performance.now.bind(performance)
  const inside: Record<Standing, number> = { looking: 0, buying: 0, always: 0 }
  const refused: Record<Standing, number> = { looking: 0, buying: 0, always: 0 }
  let turnBegan = 0
  let turnEnded = 0
  let refusedInTurn = false
  // When the row of long turns began, or 0.
  let longSince = 0
  let calmSince = 0
  let isOverloaded = false

  const setOverloaded = (is: boolean) => {
    isOverloaded = is
    calmSince = 0
    longSince = 0
    limits.onChange?.(is)
  }

  const beginTurn = () => {
    turnBegan = now()
    // A pause: the row of long turns is broken.
    if (turnBegan - turnEnded > limits.longTurnMs) longSince = 0
    setImmediate(endTurn)
  }

  const endTurn = () => {
    turnEnded = now()
    if (isOverloaded) {
      if (refusedInTurn || turnEnded - turnBegan > limits.longTurnMs) calmSince = 0
      else calmSince ||= turnEnded
      if (calmSince && turnEnded - calmSince > limits.patienceMs) setOverloaded(false)
    } else if (turnEnded - turnBegan > limits.longTurnMs) {
      longSince ||= turnBegan
      if (turnEnded - longSince > limits.patienceMs) setOverloaded(true)
    } else longSince = 0
    turnBegan = 0
    refusedInTurn = false
  }

  const mayLook = () => {
    if (inside.looking >= limits.looking) return false
    const spent = now() - turnBegan
    if (!isOverloaded) return spent <= limits.patienceMs
    // A checkout waits for one turn after the other, and may hold what other buyers wait for.
    return spent <= (inside.buying > 0 ? limits.shareMs / 3 : limits.shareMs)
  }

  return {
    enter(standing) {
      if (turnBegan === 0) beginTurn()
      const isFull = standing !== 'always' && inside.looking + inside.buying >= limits.all
      if (isFull || (standing === 'looking' && !mayLook())) {
        refused[standing]++
        refusedInTurn = true
        return false
      }
      inside[standing]++
      return true
    },
    leave(standing) {
      inside[standing]--
    },
    counts: () => ({ inside: { ...inside }, refused: { ...refused }, isOverloaded }),
  }
}
