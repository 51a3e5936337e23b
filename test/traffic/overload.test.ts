import assert from 'node:assert/strict'
import { Agent, type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPayingShop } from '../helpers/paying-shop.ts'
import { Visitor } from '../helpers/visitor.ts'
import { addWare, stockOf } from '../helpers/wares.ts'
import { startWeb, type WebProcess } from './web-process.ts'

const unavailable = ({ said }: WebProcess) =>
  said()
    .split('\n')
    .filter((line) => line.includes('request.unavailable'))
    .join('\n')

/** More people look around than one process can answer. Those who buy notice nothing of it. */

test('while a crowd of 60 is answered or refused, ten buyers place their orders without one refusal', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 50 } })
  const web = await startWeb(t, shop, {
    BROWSE_LIMIT: '3',
    // The machine that runs the tests may be slow: this is about who is refused, not about how fast.
    DATABASE_WAIT_MS: '15000',
    DATABASE_STATEMENT_MS: '60000',
  })

  let isOver = false
  let asked = 0
  const seen = new Map<number, number>()
  const agent = new Agent({ keepAlive: true, maxSockets: 60 })
  t.after(() => agent.destroy())
  const look = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(web.origin + path, { agent, headers: { 'accept-encoding': 'gzip' } }, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer))
      })
      sent.once('error', reject)
      sent.end()
    })
  const crowd = Array.from({ length: 60 }, async () => {
    while (!isOver) {
      // Each is another page, so that none lies ready.
      const answer = await look(`/us/en/search?q=mug+${asked++}`)
      const status = answer.statusCode ?? 0
      seen.set(status, (seen.get(status) ?? 0) + 1)
      if (status !== 503) continue
      assert.match(answer.headers['retry-after'] ?? '', /^[1-9]$/)
      // Impatient people, and no flood: that would be the business of the rate limits.
      await sleep(100)
      assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'/)
    }
  })

  const buyers = Array.from({ length: 10 }, async (_, i) => {
    const buyer = new Visitor((sent) => fetch(sent), web.origin)
    const answers = [await buyer.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })]
    assert.equal(answers[0]?.status, 200, unavailable(web))
    const step = async (action: string, fields = {}) => {
      const page = answers.at(-1)
      assert.ok(page && page.status < 400, `${action} after ${page?.status}: ${page?.text} ${unavailable(web)}`)
      answers.push(await buyer.send(page, action, fields))
    }
    answers.push(await buyer.get('/us/en/checkout'))
    await step('/us/en/checkout/details', {
      email: `buyer-${i}@example.com`,
      firstName: 'Ada',
      lastName: 'Miller',
      line1: '1 Main Street',
      city: 'Portland',
      region: 'OR',
      postcode: '97205',
    })
    await step('/us/en/checkout/delivery')
    await step('/us/en/checkout/place')
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 303],
      unavailable(web),
    )
    const event = await fetch(`${web.origin}/webhooks/payments`, { method: 'POST', body: '{}' })
    assert.equal(event.status, 400)
    assert.equal((await fetch(`${web.origin}/readyz`)).status, 200)
  })
  await Promise.all(buyers)
  isOver = true
  await Promise.all(crowd)

  assert.deepEqual([...seen.keys()].sort(), [200, 503])
  assert.deepEqual(await stockOf(shop, variantId), [40, 10])
  // It is over at once: nothing is left that would have to be worked off.
  assert.equal((await look('/us/en/search?q=mug+again')).statusCode, 200)
  assert.equal((await look('/us/en/p/mug')).statusCode, 200)
})
