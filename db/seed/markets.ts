import { join } from 'node:path'
import { demoFolder } from '../../src/domain/settings/read-identity.ts'
import { marketsSchema } from '../../src/domain/setup/market-plan.ts'
import { setUpMarkets } from '../../src/domain/setup/set-up-markets.ts'
import { type Db, sql } from '../../src/kit/db.ts'
import { readYaml } from '../../src/kit/yaml-file.ts'

type Code = {
  code: string
  kind: 'percentage' | 'fixed' | 'free-shipping'
  basisPoints?: number
  amountMinor?: number
  market?: string
  minimumMinor?: number
  endsAt?: string
  limitTotal?: number
  limitPerPerson?: number
}

const codes: Code[] = [
  { code: 'WELCOME10', kind: 'percentage', basisPoints: 1000, limitPerPerson: 1 },
  { code: 'HARBOR15', kind: 'fixed', amountMinor: 1500, market: 'us', minimumMinor: 7500 },
  { code: 'HAFEN15', kind: 'fixed', amountMinor: 1500, market: 'de', minimumMinor: 7500 },
  { code: 'FREESHIP', kind: 'free-shipping' },
  { code: 'SUMMER26', kind: 'percentage', basisPoints: 2000, endsAt: '2026-09-01T00:00:00Z' },
  { code: 'FIRST100', kind: 'percentage', basisPoints: 1500, limitTotal: 100 },
]

export const demoCodes = codes.map(({ code }) => code)

/** The two markets of the demo shop, as db/demo-shop/markets.yaml says, and codes. Running it again changes nothing. */
export async function seedMarkets(db: Pick<Db, 'transaction' | 'row'>): Promise<void> {
  if (await db.row(sql`select 1 from market`)) return
  const plan = await readYaml(join(demoFolder, 'markets.yaml'), marketsSchema)
  if (!plan.ok) throw new Error(plan.problems.join('\n'))
  await setUpMarkets({ db }, plan.value)
  await db.transaction(async (tx) => {
    for (const c of codes)
      await tx.change(sql`insert into discount_code
        (code, kind, basis_points, amount_minor, market, minimum_minor, ends_at, limit_total, limit_per_person)
        values (${c.code}, ${c.kind}, ${c.basisPoints ?? null}, ${c.amountMinor ?? null}, ${c.market ?? null},
          ${c.minimumMinor ?? 0}, ${c.endsAt ?? null}::timestamptz, ${c.limitTotal ?? null}, ${c.limitPerPerson ?? null})`)
  })
}
