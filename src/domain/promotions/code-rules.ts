import type { CodeProblem, Discount, DiscountCode } from './discount.ts'

/** Why a code may not be used. For staff and logs; shoppers are told a `CodeProblem`. */
export type CodeReason =
  | 'unknown'
  | 'ended'
  | 'not-started'
  | 'other-market'
  | 'used-up'
  | 'used-by-person'
  | 'below-minimum'

export type CodeUse = { market: string; subtotalMinor: number; now: Date; usedByPerson: number }

/** The first reason against using a code, or null. */
export function reasonAgainst(code: DiscountCode | undefined, use: CodeUse): CodeReason | null {
  if (!code) return 'unknown'
  if (!code.active || (code.endsAt && code.endsAt <= use.now)) return 'ended'
  if (code.startsAt && code.startsAt > use.now) return 'not-started'
  if (code.market !== null && code.market !== use.market) return 'other-market'
  if (code.limitTotal !== null && code.used >= code.limitTotal) return 'used-up'
  if (code.limitPerPerson !== null && use.usedByPerson >= code.limitPerPerson) return 'used-by-person'
  if (use.subtotalMinor < code.minimumMinor) return 'below-minimum'
  return null
}

export const toldToShoppers = (reason: CodeReason, minimumMinor: number): CodeProblem =>
  reason === 'below-minimum' ? { problem: 'code-below-minimum', minimumMinor } : { problem: 'code-not-valid' }

export function discountOf({ code, kind, basisPoints, amountMinor }: DiscountCode): Discount {
  if (kind === 'percentage') return { code, kind, basisPoints: basisPoints ?? 0 }
  if (kind === 'fixed') return { code, kind, amountMinor: amountMinor ?? 0 }
  return { code, kind }
}
