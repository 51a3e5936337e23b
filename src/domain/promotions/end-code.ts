import type { Shop } from '../shop.ts'
import { canonicalCode } from './discount.ts'
import { deactivateCode } from './discount-table.ts'

/** From now on the code takes nothing off. Orders that hold it keep it. */
export async function endCode(
  shop: Pick<Shop, 'db'>,
  code: string,
): Promise<{ ok: true } | { ok: false; problem: 'no-such-code' }> {
  const ended = await deactivateCode(shop.db, canonicalCode(code))
  return ended > 0 ? { ok: true } : { ok: false, problem: 'no-such-code' }
}
