import { setTimeout as sleep } from 'node:timers/promises'
import type { BuyersShop, Counted, HotCounted, HotJob, Timing } from './jobs.ts'
import { type Answer, fieldsOf, Line, Shopper } from './shopper.ts'
import { Watch } from './watch.ts'

const card = { email: '', card: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' }

const address = {
  firstName: 'Erika',
  lastName: 'Muster',
  line1: 'Am Kai 1',
  postcode: '20457',
  city: 'Hamburg',
  country: 'DE',
  billingSame: 'yes',
}

/** The shop says that there are no more pieces. */
class SoldOut extends Error {}

let bought = 0

/** What the next buyer puts into the cart: the wares in turn, different ones in one cart. */
function nextLines({ variantIds, linesEach }: BuyersShop): number[] {
  const first = bought
  bought += linesEach
  return Array.from({ length: linesEach }, (_, i) => variantIds[(first + i) % variantIds.length] ?? 0)
}

function goesOn(answer: Answer, status: number, what: string): Answer {
  if (answer.status === 409 && /sold out/i.test(answer.text)) throw new SoldOut()
  if (answer.status !== status) throw new Error(`${what}: status ${answer.status} instead of ${status}`)
  return answer
}

/** A guest, from the empty cart to the page with the order button; what its form holds. */
async function toTheButton(shopper: Shopper, shop: BuyersShop): Promise<Record<string, string>> {
  const { place } = shop
  const email = `buyer-${shopper.address.replaceAll('.', '-')}@example.com`
  for (const variantId of nextLines(shop))
    goesOn(await shopper.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1' }), 303, 'the cart')
  const details = goesOn(await shopper.get(`${place}/checkout`), 200, 'the address page')
  const action = `${place}/checkout/details`
  goesOn(await shopper.post(action, { ...fieldsOf(details.text, action), ...address, email }), 303, 'the address')
  const ways = goesOn(await shopper.get(`${place}/checkout?step=delivery`), 200, 'the list of ways')
  const choice = fieldsOf(ways.text, `${place}/checkout/delivery`)
  goesOn(
    await shopper.post(`${place}/checkout/delivery`, { ...choice, method: 'standard' }),
    303,
    'the choice of a way',
  )
  const review = goesOn(await shopper.get(`${place}/checkout`), 200, 'the page with the button')
  const button = `action="${place}/checkout/place"`
  if (!review.text.includes(button) && /sold out/i.test(review.text)) throw new SoldOut()
  return fieldsOf(review.text, `${place}/checkout/place`)
}

/** Presses the button; where it leads to. */
async function press(shopper: Shopper, shop: BuyersShop, form: Record<string, string>): Promise<string> {
  return goesOn(await shopper.post(`${shop.place}/checkout/place`, form), 303, 'the order').location ?? ''
}

async function pay(shopper: Shopper, paymentPage: string): Promise<void> {
  goesOn(await shopper.post(paymentPage, card), 303, 'the payment')
}

/** A whole order of somebody new. */
export async function buy(line: Line, shop: BuyersShop): Promise<void> {
  const shopper = new Shopper(line, shop.origin)
  const form = await toTheButton(shopper, shop)
  await pay(shopper, await press(shopper, shop, form))
}

const wordsOf = (fault: unknown) => (fault instanceof SoldOut ? 'sold out' : (fault as Error).message)

/** As many buyers at once as are wanted; each that has paid makes room for the next. */
export async function loadBuyers(job: Timing, buyOnce: (line: Line) => Promise<void>): Promise<Counted> {
  const watch = new Watch(job.watched)
  let isOpen = true
  const buyer = async () => {
    const line = new Line()
    while (isOpen) {
      const began = performance.now()
      try {
        await buyOnce(line)
        watch.done(performance.now() - began)
      } catch (fault) {
        watch.fault(wordsOf(fault))
        // A shop that is down is not asked thousands of times.
        await sleep(200)
      }
    }
    line.close()
  }
  const buyers = Promise.all(Array.from({ length: job.connections }, buyer))
  const counted = await watch.count(job.warmUp, job.seconds)
  isOpen = false
  await buyers
  return { ...counted, faults: watch.faults }
}

type HotBuyer = { shopper: Shopper; line: Line; form?: Record<string, string>; paymentPage?: string }

/** Many want one thing of which there are few. */
export async function loadHotBuyers({ shop, buyers, form }: HotJob): Promise<HotCounted> {
  const all = Array.from({ length: buyers }, (): HotBuyer => {
    const line = new Line()
    return { line, shopper: new Shopper(line, shop.origin, { isPatient: true }) }
  })
  const told = { orders: 0, soldOut: 0, faults: new Map<string, number>() }
  let firstCall = Number.POSITIVE_INFINITY
  let lastAnswer = 0
  // Each step of a buyer ends with what he is told, if that is the end of his way.
  const step = (work: (buyer: HotBuyer) => Promise<void>) => async (buyer: HotBuyer) => {
    try {
      await work(buyer)
    } catch (fault) {
      if (fault instanceof SoldOut) told.soldOut++
      else told.faults.set(wordsOf(fault), (told.faults.get(wordsOf(fault)) ?? 0) + 1)
    }
  }
  const prepare = step(async (buyer) => {
    buyer.form = await toTheButton(buyer.shopper, shop)
  })
  const order = step(async (buyer) => {
    if (!buyer.form) return
    firstCall = Math.min(firstCall, performance.now())
    try {
      buyer.paymentPage = await press(buyer.shopper, shop, buyer.form)
    } finally {
      lastAnswer = performance.now()
    }
  })
  const settle = step(async (buyer) => {
    if (buyer.paymentPage === undefined) return
    await pay(buyer.shopper, buyer.paymentPage)
    told.orders++
  })
  const whole = async (buyer: HotBuyer) => {
    await prepare(buyer)
    await order(buyer)
    await settle(buyer)
  }
  const began = performance.now()
  if (form === 'free') await Promise.all(all.map(whole))
  else if (form === 'queue') await atATime(16, all, whole)
  else {
    await atATime(16, all, prepare)
    await Promise.all(all.map(order))
    await Promise.all(all.map(settle))
  }
  const totalMs = performance.now() - began
  for (const { line } of all) line.close()
  return {
    orders: told.orders,
    soldOut: told.soldOut,
    toldToWait: all.reduce((sum, { shopper }) => sum + shopper.toldToWait, 0),
    lastCallMs: lastAnswer - firstCall,
    totalMs,
    faults: [...told.faults].map(([what, count]) => `${count} × ${what}`),
  }
}

async function atATime<T>(count: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all]
  const run = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: count }, run))
}
