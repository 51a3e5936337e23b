import { DatabaseBusy } from './unavailable.ts'

/** Permission to use one of a limited number of places. */
export type Lane = {
  /** Undefined: come in. Else a promise that ends when a place is free, or fails with `DatabaseBusy`. */
  enter(): Promise<void> | undefined
  leave(): void
}

export type LaneCounts = { inside: number; waiting: number; refused: number }

export type Lanes = {
  /** May use every place, and is served before the other lane. */
  first: Lane
  /** Leaves some places free for the first lane. */
  common: Lane
  counts(): { first: LaneCounts; common: LaneCounts }
}

export type LaneLimits = {
  places: number
  /** Places that the common lane never takes. */
  keptForFirst: number
  /** How long one waits, at most. */
  waitMs: { first: number; common: number }
  /** How many wait in each lane, at most. */
  maxWaiting: number
}

type Waiter = { come: () => void }

/** Shares places between those who buy and all others, so that a crowd that looks around takes none from a checkout. */
export function openLanes(limits: LaneLimits): Lanes {
  const commonPlaces = Math.max(1, limits.places - limits.keptForFirst)
  let inside = 0

  function openLane(name: 'first' | 'common') {
    // In the order of their coming, and any of them can leave.
    const waiting = new Set<Waiter>()
    const counts = { inside: 0, refused: 0 }
    const hasRoom = () => inside < limits.places && (name === 'first' || counts.inside < commonPlaces)
    const take = () => {
      inside++
      counts.inside++
    }
    const enter = (): Promise<void> | undefined => {
      if (hasRoom()) return void take()
      if (waiting.size >= limits.maxWaiting) {
        counts.refused++
        return Promise.reject(new DatabaseBusy('Too many wait for a connection.'))
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(waiter)
          counts.refused++
          reject(new DatabaseBusy('No connection came free in time.'))
        }, limits.waitMs[name])
        const waiter: Waiter = {
          come: () => {
            clearTimeout(timer)
            waiting.delete(waiter)
            take()
            resolve()
          },
        }
        waiting.add(waiter)
      })
    }
    const leave = () => {
      inside--
      counts.inside--
      next()
    }
    const letIn = (): boolean => {
      if (!hasRoom()) return false
      for (const waiter of waiting) {
        waiter.come()
        return true
      }
      return false
    }
    return { lane: { enter, leave }, letIn, counts: () => ({ ...counts, waiting: waiting.size }) }
  }

  const first = openLane('first')
  const common = openLane('common')
  const next = () => first.letIn() || common.letIn()
  return {
    first: first.lane,
    common: common.lane,
    counts: () => ({ first: first.counts(), common: common.counts() }),
  }
}
