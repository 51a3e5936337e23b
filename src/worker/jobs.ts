import type { Bought } from '../domain/carts/cart-store.ts'
import { announcePublications } from '../domain/catalog/announce-publications.ts'
import { movePictures } from '../domain/catalog/move-pictures.ts'
import { sweepCheckouts } from '../domain/checkout/read-checkout.ts'
import { sweepRequests } from '../domain/customers/ask-account.ts'
import { forgetSessions, sweepSessions } from '../domain/customers/session.ts'
import { rewrapPeople } from '../domain/keys/rotate-ring-key.ts'
import { type MadeUpTo, makeAllPictures, makeSizes } from '../domain/media/make-all-pictures.ts'
import { answerAccountRequest, sendAccountNotice } from '../domain/notifications/send-account-mail.ts'
import { type OrderMail, sendOrderMail, sendWithdrawalMails } from '../domain/notifications/send-order-mail.ts'
import { compareLedger } from '../domain/orders/compare-ledger.ts'
import { reconcilePayments } from '../domain/orders/reconcile-payments.ts'
import { sendRefund } from '../domain/orders/send-refund.ts'
import { forgetOldEvents } from '../domain/orders/take-payment-event.ts'
import type { Shop } from '../domain/shop.ts'
import { once } from '../kit/effects.ts'
import { addJob, type Fact } from '../kit/facts.ts'
import { sweepAnswers } from '../kit/kept-answers.ts'
import { log } from '../kit/log.ts'
import { mailKey, tellListeners } from './switchboard.ts'

// Payloads are written by our own code, in the transaction that ordered the job.
type Job = (shop: Shop, payload: never) => Promise<unknown>

/** Everything that happens later, by name. */
export const jobs: Record<string, Job> = {
  fact: (shop, fact: Fact) => tellListeners(shop, fact),
  'send-order-mail': (shop, ask: OrderMail) => once(shop.db, mailKey(ask), 'mail', () => sendOrderMail(shop, ask)),
  'send-withdrawal-mails': (shop, ask: { withdrawalId: string }) => sendWithdrawalMails(shop, ask),
  'answer-account-request': (shop, ask: { requestId: string }) => answerAccountRequest(shop, ask),
  'send-account-notice': (shop, ask: Parameters<typeof sendAccountNotice>[1]) => sendAccountNotice(shop, ask),
  'send-refund': (shop, { refundId }: { refundId: string }) => sendRefund(shop, refundId),
  'reconcile-payments': async (shop) => {
    const told = await reconcilePayments(shop)
    if (Object.values(told).some((count) => count > 0)) log('info', 'payments.reconciled', told)
  },
  'compare-ledger': async (shop) => log('info', 'ledger.compared', await compareLedger(shop)),
  'make-picture': (shop, { mediaKey }: { mediaKey: string }) => makeSizes(shop, mediaKey),
  'make-pictures': makePictures,
  'announce-publications': (shop) => announcePublications(shop),
  'take-from-cart': (shop, { cartId, ...bought }: { cartId: string } & Bought) => shop.carts.takeBought(cartId, bought),
  'rewrap-person-keys': (shop) => rewrapPeople(shop),
  'sweep-carts': (shop) => shop.carts.removeExpired(),
  'sweep-checkouts': (shop) => sweepCheckouts(shop),
  'sweep-sessions': (shop) => sweepSessions(shop),
  'forget-sessions': (shop, { personId }: { personId: string }) => forgetSessions(shop, personId),
  'sweep-account-requests': (shop) => sweepRequests(shop),
  'sweep-provider-events': (shop) => forgetOldEvents(shop),
  'sweep-api-answers': (shop) => sweepAnswers(shop),
  'sweep-rate-limits': (shop) => shop.limits.removeIdle(),
}

/**
 * In short pieces, so that mails and refunds get their turn and the worker can stop at any time. Each piece has a key of its
 * own: under the key of the piece that runs, the next one would use up that one's attempts, and a worker killed in between
 * would leave a job that looks given up.
 */
async function makePictures(shop: Shop, { after, moveAfter }: { after?: MadeUpTo; moveAfter?: string }): Promise<void> {
  const goOn = (payload: object, key: string) =>
    shop.db.transaction((tx) => addJob(tx, 'make-pictures', payload, { key, priority: 10 }))
  if (!after) {
    const { next } = await movePictures(shop, { after: moveAfter })
    if (next) return goOn({ moveAfter: next }, `move-pictures-${next}`)
  }
  const { next } = await makeAllPictures(shop, { after })
  if (next) await goOn({ after: next }, `make-pictures-${next.width}-${next.key}`)
}

/**
 * What happens by the clock: minute, hour, day of month, month, day of week (UTC). Looking for sizes that are missing asks the store for every
 * size of every picture, which a bucket is paid for.
 */
export const schedule = `
* * * * * reconcile-payments ?jobKey=reconcile-payments&max=1
* * * * * announce-publications ?jobKey=announce-publications&max=1
17 4 * * * compare-ledger ?max=5
7 2 * * * make-pictures ?jobKey=make-pictures&jobKeyMode=preserve_run_at&max=10&priority=10
11 * * * * sweep-carts ?max=3
19 3 * * * rewrap-person-keys ?max=3
23 3 * * * sweep-checkouts ?max=3
29 3 * * * sweep-sessions ?max=3
31 3 * * * sweep-account-requests ?max=3
37 3 * * * sweep-provider-events ?max=3
13 * * * * sweep-api-answers ?max=3
*/10 * * * * sweep-rate-limits ?max=3
`
