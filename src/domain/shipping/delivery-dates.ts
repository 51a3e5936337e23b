/** Days as 'YYYY-MM-DD'. */
export type DeliveryDates = { from: string; to: string }

export type Calendar = { timeZone: string; cutOffHour: number; holidays: readonly string[] }

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

type WallClock = { day: number; hour: number }

const lastSeen = new Map<string, { minute: number; clock: WallClock }>()

/** The day and hour on the wall of a place; looked up once a minute, for time zones are slow. */
function wallClock(now: Date, timeZone: string): WallClock {
  const minute = Math.floor(now.getTime() / 60_000)
  const seen = lastSeen.get(timeZone)
  if (seen?.minute === minute) return seen.clock
  const clock = lookAtWall(now, timeZone)
  lastSeen.set(timeZone, { minute, clock })
  return clock
}

function lookAtWall(now: Date, timeZone: string): WallClock {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
  return { day: Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1) / dayMs, hour: part.hour ?? 0 }
}

const isoDay = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10)

/**
 * When a parcel arrives: what is ordered before the cut-off hour of a working day leaves that day, anything else on the
 * next one; then the carrier's days count, working days only. Days are calendar days of the market, so a clock change
 * moves nothing.
 */
export function deliveryDates(
  now: Date,
  calendar: Calendar,
  carrier: { minDays: number; maxDays: number },
): DeliveryDates {
  const holidays = new Set(calendar.holidays)
  // Day 0 was a Thursday.
  const works = (day: number) => ![2, 3].includes(((day % 7) + 7) % 7) && !holidays.has(isoDay(day))
  const after = (start: number, workingDays: number) => {
    let day = start
    for (let left = workingDays; left > 0; ) if (works(++day)) left--
    return day
  }
  const { day, hour } = wallClock(now, calendar.timeZone)
  const leaves = works(day) && hour < calendar.cutOffHour ? day : after(day, 1)
  return { from: isoDay(after(leaves, carrier.minDays)), to: isoDay(after(leaves, carrier.maxDays)) }
}
