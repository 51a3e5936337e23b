import { z } from 'zod'
import { addJob } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import { emailField } from '../customers/ask-account.ts'
import { findBuyer } from '../orders/read-orders.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import type { Withdrawal } from './withdrawal.ts'
import { insertWithdrawal, withdrawalByKey } from './withdrawal-table.ts'

const line = (max: number) =>
  z
    .string()
    .transform((typed) =>
      typed
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(max))

/** § 356a (2) BGB lets us ask for no more than this; `articles` may be left empty. */
export const withdrawalForm = z.object({
  name: line(160).pipe(z.string().min(1)),
  number: line(160).pipe(z.string().min(1)),
  email: emailField,
  articles: line(1000).default(''),
})

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'vault'>

/**
 * Takes a withdrawal in and has its receipt mailed. The answer is the same whether number and address name an order: a
 * declaration is never refused. The same key is the same declaration.
 */
export async function declareWithdrawal(
  shop: Needs,
  place: { market: string; locale: Locale },
  input: z.infer<typeof withdrawalForm> & { idempotencyKey: string },
): Promise<Withdrawal> {
  const { name, number, email, articles, idempotencyKey } = input
  const now = shop.clock()
  const buyer = await findBuyer(shop, { number, email })
  const known = buyer && (await shop.vault.keyOf(buyer))
  const withdrawal: Withdrawal = {
    ...place,
    id: newId(shop.random, now),
    orderId: buyer?.orderId ?? null,
    name,
    contract: number,
    email,
    articles,
    receivedAt: now,
  }
  const person = known ?? (await shop.vault.newPersonKey(newId(shop.random, now)))
  const isNew = await shop.db.transaction(async (tx) => {
    const inserted = await insertWithdrawal(tx, { ...withdrawal, idempotencyKey }, person)
    if (inserted) await addJob(tx, 'send-withdrawal-mails', { withdrawalId: withdrawal.id })
    return inserted
  })
  return isNew ? withdrawal : ((await withdrawalByKey(shop, idempotencyKey)) ?? withdrawal)
}
