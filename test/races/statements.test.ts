import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addLine } from '../../src/domain/carts/add-line.ts'
import { chooseDelivery } from '../../src/domain/checkout/choose-delivery.ts'
import { readCheckout } from '../../src/domain/checkout/read-checkout.ts'
import { saveDetails } from '../../src/domain/checkout/save-details.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { addressIn, newKey, openPayingShop, placed, until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'

test('a whole order of two wares, from the empty cart to placed, takes at most 26 statements', async (t) => {
  const shop = await openPayingShop(t)
  const mug = (await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 3 } })).variantId
  const plate = (await addWare(shop, { key: 'plate', price: { de: 1290 }, stock: { hamburg: 3 } })).variantId
  const ask = { cartId: 'a-cart-that-is-counted', place: { market: 'de', locale: 'de' as const }, buyer: null }
  const counted: [string, number][] = []
  let last = shop.db.statements()
  const note = (step: string) => {
    counted.push([step, shop.db.statements() - last])
    last = shop.db.statements()
  }

  await addLine(shop, ask, { variantId: mug, quantity: 1 })
  await addLine(shop, ask, { variantId: plate, quantity: 1 })
  note('two lines into the cart')
  await saveDetails(shop, ask, { email: 'erika@example.com', shipping: addressIn('DE') })
  note('e-mail and address')
  const listed = await readCheckout(shop, ask)
  note('the list of ways')
  const method = listed?.view.shippingOptions[0]
  await chooseDelivery(shop, ask.cartId, { methodCode: method?.code ?? '' })
  note('the choice of one')
  const form = {
    key: newKey(),
    cartVersion: listed?.view.cart.version ?? 0,
    totalMinor: (listed?.view.priced.totalMinor ?? 0) + (method?.priceMinor ?? 0),
  }
  const { token, sessionRef } = await placed(shop, { ...ask, form })
  note('the order')
  await shop.sandbox.bank.pay(sessionRef, 'success')
  await until(async () => shop.events.length > 0)
  note('the payment')
  assert.equal((await readOrder(shop, token))?.state, 'placed')
  const sum = counted.reduce((total, [, n]) => total + n, 0)
  const told = counted.map(([step, n]) => `${step} ${n}`).join(', ')
  process.stdout.write(`Statements of an order: ${told}; in all ${sum}, and begin and commit of two transactions.\n`)
  assert.ok(sum <= 26)
})
