import { z } from 'zod'
import type { Random } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { canonicalCode } from './discount.ts'
import { insertCode } from './discount-table.ts'

const minor = z.number().int().min(1).max(100_000_000)
const limit = z.number().int().min(1).max(1_000_000_000)

export const newCode = z
  .object({
    /** Left out: one that cannot be guessed is made. */
    code: z
      .string()
      .transform(canonicalCode)
      .pipe(z.string().regex(/^[A-Z0-9ÄÖÜ][A-Z0-9ÄÖÜ_-]{2,39}$/))
      .optional(),
    off: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('percentage'), basisPoints: z.number().int().min(1).max(10_000) }),
      z.object({ kind: z.literal('fixed'), amountMinor: minor }),
      z.object({ kind: z.literal('free-shipping') }),
    ]),
    market: z.string().optional(),
    minimumMinor: minor.optional(),
    startsAt: z.date().optional(),
    endsAt: z.date().optional(),
    limitTotal: limit.optional(),
    limitPerPerson: limit.optional(),
  })
  .refine((code) => code.market !== undefined || (code.off.kind !== 'fixed' && code.minimumMinor === undefined), {
    message: 'A fixed amount or a minimum is in the currency of one market: name the market.',
  })
  .refine((code) => !code.startsAt || !code.endsAt || code.startsAt < code.endsAt, {
    message: 'A code ends after it starts.',
  })

export type CodeAdded =
  | { ok: true; code: string }
  | { ok: false; problem: 'invalid-input'; issues: string[] }
  | { ok: false; problem: 'code-exists' | 'no-such-market' }

export async function addCode(
  shop: Pick<Shop, 'db' | 'random' | 'markets'>,
  input: z.input<typeof newCode>,
): Promise<CodeAdded> {
  const form = newCode.safeParse(input)
  if (!form.success)
    return {
      ok: false,
      problem: 'invalid-input',
      issues: form.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`.replace(/^: /, '')),
    }
  const { off, market = null } = form.data
  if (market !== null && !shop.markets.some((known) => known.code === market))
    return { ok: false, problem: 'no-such-market' }
  const code = form.data.code ?? secretCode(shop.random)
  const added = await insertCode(shop.db, {
    code,
    kind: off.kind,
    basisPoints: off.kind === 'percentage' ? off.basisPoints : null,
    amountMinor: off.kind === 'fixed' ? off.amountMinor : null,
    market,
    minimumMinor: form.data.minimumMinor ?? 0,
    startsAt: form.data.startsAt ?? null,
    endsAt: form.data.endsAt ?? null,
    limitTotal: form.data.limitTotal ?? null,
    limitPerPerson: form.data.limitPerPerson ?? null,
  })
  return added > 0 ? { ok: true, code } : { ok: false, problem: 'code-exists' }
}

// 32 letters and digits without look-alikes: 5 bits each.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** 80 random bits: at 1,000 guesses an hour, a million such codes stand for some 10^11 years. */
const secretCode = (random: Random): string =>
  [...random(16)].map((byte, i) => `${i > 0 && i % 4 === 0 ? '-' : ''}${alphabet[byte % 32]}`).join('')
