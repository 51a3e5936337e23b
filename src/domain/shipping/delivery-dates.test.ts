import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Calendar, deliveryDates } from './delivery-dates.ts'

const hamburg: Calendar = {
  timeZone: 'Europe/Berlin',
  cutOffHour: 14,
  holidays: ['2026-12-25', '2026-12-26', '2027-01-01'],
}
const portland: Calendar = { timeZone: 'America/Los_Angeles', cutOffHour: 12, holidays: ['2026-11-26'] }
const days = { minDays: 1, maxDays: 3 }

test('before the cut-off hour of a working day, the carrier starts that day', () => {
  // Tuesday, 13:59 in Hamburg.
  const dates = deliveryDates(new Date('2026-12-01T12:59:00Z'), hamburg, days)
  assert.deepEqual(dates, { from: '2026-12-02', to: '2026-12-04' })
})

test('from the cut-off hour on, it starts on the next working day', () => {
  const dates = deliveryDates(new Date('2026-12-01T13:00:00Z'), hamburg, days)
  assert.deepEqual(dates, { from: '2026-12-03', to: '2026-12-07' })
})

test('weekends and holidays are no days of the carrier', () => {
  // Wednesday before Christmas: leaves that day, then Thursday; Friday is a holiday; Monday, Tuesday.
  const before = deliveryDates(new Date('2026-12-23T09:00:00Z'), hamburg, days)
  assert.deepEqual(before, { from: '2026-12-24', to: '2026-12-29' })
  // Ordered on Christmas Day: leaves on Monday.
  const during = deliveryDates(new Date('2026-12-25T09:00:00Z'), hamburg, days)
  assert.deepEqual(during, { from: '2026-12-29', to: '2026-12-31' })
})

test('the day is the day of the market, not of the server', () => {
  // 23:30 on Tuesday in Portland is Wednesday in UTC; Thursday is Thanksgiving.
  const dates = deliveryDates(new Date('2026-11-25T07:30:00Z'), portland, { minDays: 0, maxDays: 1 })
  assert.deepEqual(dates, { from: '2026-11-25', to: '2026-11-27' })
})

test('the cut-off is the hour on the wall, also on the day on which the clocks change', () => {
  // Friday to Monday around 2026-10-25 (CEST ends): 14:00 is 12:00 UTC before and 13:00 UTC after.
  const sameDay = { minDays: 0, maxDays: 0 }
  assert.equal(deliveryDates(new Date('2026-10-23T11:59:59Z'), hamburg, sameDay).from, '2026-10-23')
  assert.equal(deliveryDates(new Date('2026-10-23T12:00:00Z'), hamburg, sameDay).from, '2026-10-26')
  assert.equal(deliveryDates(new Date('2026-10-26T12:59:59Z'), hamburg, sameDay).from, '2026-10-26')
  assert.equal(deliveryDates(new Date('2026-10-26T13:00:00Z'), hamburg, sameDay).from, '2026-10-27')
})

const anInstant = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
const aCalendar = fc.record({
  timeZone: fc.constantFrom('Europe/Berlin', 'America/Los_Angeles', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'),
  cutOffHour: fc.integer({ min: 0, max: 23 }),
  holidays: fc.array(
    anInstant.map((date) => date.toISOString().slice(0, 10)),
    { maxLength: 200 },
  ),
})
const aCarrier = fc
  .tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 }))
  .map(([minDays, more]) => ({ minDays, maxDays: minDays + more }))

const localDay = (now: Date, timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(now)

test('whenever and wherever: parcels arrive on working days, in order, never before today', () => {
  fc.assert(
    fc.property(anInstant, aCalendar, aCarrier, (now, calendar, carrier) => {
      const { from, to } = deliveryDates(now, calendar, carrier)
      assert.ok(localDay(now, calendar.timeZone) <= from && from <= to)
      for (const day of [from, to]) {
        assert.ok(![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()), `${day} is on a weekend`)
        assert.ok(!calendar.holidays.includes(day))
      }
    }),
  )
})

test('whenever and wherever: an hour later never arrives earlier, also when the clocks change', () => {
  fc.assert(
    fc.property(anInstant, aCalendar, aCarrier, (now, calendar, carrier) => {
      const soon = deliveryDates(now, calendar, carrier)
      const later = deliveryDates(new Date(now.getTime() + 3_600_000), calendar, carrier)
      assert.ok(later.from >= soon.from && later.to >= soon.to)
    }),
  )
})

test('whenever and wherever: a carrier with one day more arrives later', () => {
  fc.assert(
    fc.property(anInstant, aCalendar, aCarrier, (now, calendar, { minDays, maxDays }) => {
      const { from, to } = deliveryDates(now, calendar, { minDays, maxDays })
      const slower = deliveryDates(now, calendar, { minDays: minDays + 1, maxDays: maxDays + 1 })
      assert.ok(slower.from > from && slower.to > to)
    }),
  )
})
