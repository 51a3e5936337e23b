import type { BuyersJob, BuyersShop, Counted } from './jobs.ts'
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

let bought = 0

/** What the next buyer puts into the cart: the wares in turn, different ones in one cart. */
export function nextLines({ variantIds, linesEach }: BuyersShop): number[] {
  const first = bought
  bought += linesEach
  return Array.from({ length: linesEach }, (_, i) => variantIds[(first + i) % variantIds.length] ?? 0)
}

/** A guest, from the empty cart to the page with the order button. */
export async function toTheButton(shopper: Shopper, shop: BuyersShop, lines: readonly number[], email: string) {
  const { place } = shop
  for (const variantId of lines)
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
  return fieldsOf(review.text, `${place}/checkout/place`)
}

/** Presses the button, pays, and says whether it was sold out instead. */
export async function press(
  shopper: Shopper,
  shop: BuyersShop,
  form: Record<string, string>,
): Promise<'paid' | 'sold-out'> {
  const placed = await shopper.post(`${shop.place}/checkout/place`, form)
  if (placed.status === 409) return 'sold-out'
  await pay(shopper, goesOn(placed, 303, 'the order'))
  return 'paid'
}

async function pay(shopper: Shopper, placed: Answer): Promise<void> {
  goesOn(await shopper.post(placed.location ?? '', card), 303, 'the payment')
}

function goesOn(answer: Answer, status: number, what: string): Answer {
  if (answer.status !== status) throw new Error(`${what}: status ${answer.status} instead of ${status}`)
  return answer
}

export async function buy(line: Line, shop: BuyersShop): Promise<void> {
  const shopper = new Shopper(line, shop.origin)
  const email = `buyer-${shopper.address.replaceAll('.', '-')}@example.com`
  const form = await toTheButton(shopper, shop, nextLines(shop), email)
  if ((await press(shopper, shop, form)) === 'sold-out') throw new Error('the order: sold out')
}

/** As many buyers at once as are wanted; each that has paid makes room for the next. */
export async function buyersLoad(job: BuyersJob): Promise<Counted> {
  const watch = new Watch(job.watched)
  let isOpen = true
  const buyer = async () => {
    const line = new Line()
    while (isOpen) {
      const began = performance.now()
      try {
        await buy(line, job.shop)
        watch.done(performance.now() - began)
      } catch (fault) {
        watch.fault((fault as Error).message)
        if (watch.faults().faultCount > 20) isOpen = false
      }
    }
    line.close()
  }
  const all = Promise.all(Array.from({ length: job.connections }, buyer))
  const counted = await watch.count(job.warmUp, job.seconds)
  isOpen = false
  await all
  return { ...counted, ...watch.faults() }
}
