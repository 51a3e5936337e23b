import { setTimeout as sleep } from 'node:timers/promises'
import type { LedgerEntry } from '../../sandbox/control.ts'
import { sql } from '../../src/kit/db.ts'
import { expect } from './case.ts'
import type { Site } from './site.ts'

/** Until no order waits for its payment: all buyers have paid, and the webhooks are under way. */
export async function untilSettled(site: Pick<Site, 'db'>): Promise<void> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const waiting = await site.db.row<{ n: number }>(
      sql`select count(*)::int as n from orders where state = 'awaiting-payment'`,
    )
    if (waiting?.n === 0) return
    expect(Date.now() < deadline, `${waiting?.n} orders still wait for a payment that was made`)
    await sleep(10)
  }
}

/** The shop's books, the provider's ledger and `shop verify` say the same. */
export async function verifyBooks(site: Site): Promise<void> {
  const orders = await site.db.rows<{ id: string; totalMinor: number }>(
    sql`select id, total_minor as "totalMinor" from orders where state = 'placed'`,
  )
  const entries = (await readLedger(site)).filter(({ captured }) => captured > 0)
  expect(
    entries.length === orders.length,
    `${orders.length} orders are placed, and the provider took money ${entries.length} times`,
  )
  const taken = new Map(entries.map(({ orderId, captured }) => [orderId, captured]))
  const wrong = orders.filter(({ id, totalMinor }) => taken.get(id) !== totalMinor)
  expect(wrong.length === 0, `${wrong.length} orders were not paid as they are`)
  const verify = await site.command(['verify', '--patience', '0'])
  expect((await verify.ended) === 0, `shop verify finds the books wrong:\n${verify.said().slice(0, 2_000)}`)
}

async function readLedger({ sandbox }: Site): Promise<LedgerEntry[]> {
  const answer = await fetch(`${sandbox.origin}/sandbox/ledger`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.key}` },
  })
  const { entries } = (await answer.json()) as { entries: LedgerEntry[] }
  return entries
}
