import type { Shop } from '../shop.ts'
import { type CodeReason, discountOf, reasonAgainst, toldToShoppers } from './code-rules.ts'
import { type CodeProblem, canonicalCode, type Discount } from './discount.ts'
import { findCode } from './discount-table.ts'

/** `subtotalMinor`: the goods before the discount. `personId`: null while nobody has said who they are. */
export type CodeAsk = {
  code: string
  market: string
  subtotalMinor: number
  personId: string | null
  /** Unpaid orders of the same cart: their use of the code is this one. */
  ownOrderIds?: readonly string[]
}

/** `reason` is for staff and logs, `told` for shoppers. */
export type CodeCheck = { ok: true; discount: Discount } | { ok: false; reason: CodeReason; told: CodeProblem }

/** Whether a code may be used now. Holds nothing: what is true now may be gone at the order. */
export async function checkCode(shop: Pick<Shop, 'db' | 'clock'>, ask: CodeAsk): Promise<CodeCheck> {
  const found = await findCode(shop.db, canonicalCode(ask.code), ask.personId, ask.ownOrderIds ?? [])
  const use = { ...ask, now: shop.clock(), usedByPerson: found?.usedByPerson ?? 0 }
  const reason = reasonAgainst(found, use)
  if (found && !reason) return { ok: true, discount: discountOf(found) }
  const against = reason ?? 'unknown'
  return { ok: false, reason: against, told: toldToShoppers(against, found?.minimumMinor ?? 0) }
}
