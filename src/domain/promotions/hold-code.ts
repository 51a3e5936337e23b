import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../../kit/db.ts'
import { discountOf, reasonAgainst, toldToShoppers } from './code-rules.ts'
import type { CodeProblem, Discount } from './discount.ts'
import { hasUse, insertUse, lockCode } from './discount-table.ts'

export type CodeHold = {
  /** What the order was priced with: a code that means something else by now is refused. */
  discount: Discount
  market: string
  /** The goods before the discount. */
  subtotalMinor: number
  orderId: string
  personId: string
  now: Date
}

/**
 * Takes one use of a code for an order (whose row is there already), within the limits. Repeating it for the same order
 * takes nothing more. Orders with the same code wait here for each other's end: call it after stock, late in the
 * transaction. 2 statements.
 */
export async function holdCode(tx: Tx, hold: CodeHold): Promise<{ ok: true } | ({ ok: false } & CodeProblem)> {
  const code = await lockCode(tx, hold.discount.code)
  if (!code) return { ok: false, problem: 'code-not-valid' }
  const unlimited = { ...code, limitTotal: null, limitPerPerson: null }
  const reason = reasonAgainst(unlimited, { ...hold, usedByPerson: 0 })
  if (reason) return { ok: false, ...toldToShoppers(reason, code.minimumMinor) }
  if (!isDeepStrictEqual(discountOf(code), hold.discount)) return { ok: false, problem: 'code-not-valid' }

  if ((await insertUse(tx, { ...hold, codeId: code.id })) > 0) return { ok: true }
  return (await hasUse(tx, code.id, hold.orderId)) ? { ok: true } : { ok: false, problem: 'code-not-valid' }
}
