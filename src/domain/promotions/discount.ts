/** What a code takes off. Pricing works with it; whether a code may be used is decided by its holder, `hold-code.ts`. */
export type Discount =
  | { code: string; kind: 'percentage'; basisPoints: number }
  | { code: string; kind: 'fixed'; amountMinor: number }
  | { code: string; kind: 'free-shipping' }

/** A code with its terms. Limits count the orders that hold it or have used it. */
export type DiscountCode = {
  id: number
  code: string
  kind: Discount['kind']
  basisPoints: number | null
  amountMinor: number | null
  market: string | null
  minimumMinor: number
  startsAt: Date | null
  endsAt: Date | null
  limitTotal: number | null
  limitPerPerson: number | null
  used: number
  active: boolean
}

/** One spelling per code: people type blanks, small letters and full-width forms. */
export const canonicalCode = (typed: string): string => typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase()

/** What a shopper is told. Unknown, expired, used-up and foreign codes are all 'code-not-valid': guessing learns nothing. */
export type CodeProblem = { problem: 'code-not-valid' } | { problem: 'code-below-minimum'; minimumMinor: number }
