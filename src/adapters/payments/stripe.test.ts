import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startSandbox } from '../../../sandbox/provider.ts'
import { signEvent } from '../../../sandbox/webhooks.ts'
import { aPageAsk, paymentGatewayContract } from '../../domain/payments/payment-gateway.contract.ts'
import { ProviderRefused, ProviderUnreachable } from '../../domain/payments/payment-gateway.ts'
import { fixedSecret } from '../../kit/secret.ts'
import { openStripe } from './stripe.ts'

const secretKey = 'sk_test_contract'

async function openBoth(t: TestContext, timeoutMs = 8_000) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-stripe-'))
  const sandbox = await startSandbox({
    port: 0,
    ledgerFile: join(folder, 'ledger.jsonl'),
    secretKey,
    webhookUrl: '',
    webhookSecret: 'whsec_new',
  })
  t.after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const url = new URL(`stripe+${sandbox.url}`)
  const gateway = await openStripe({
    url,
    secretKey: fixedSecret(secretKey),
    webhookSecrets: fixedSecret('whsec_new', 'whsec_old'),
    timeoutMs,
  })
  return { sandbox, gateway, url }
}

paymentGatewayContract('Stripe’s package and the sandbox', async (t) => {
  const { sandbox, gateway } = await openBoth(t)
  return {
    gateway,
    pay: async (sessionRef) => void (await sandbox.bank.pay(sessionRef, 'success')),
    refundThere: async (intentId, amount) =>
      void (await sandbox.bank.refund({ intentId, amount, reason: null, metadata: {} })),
    // The package repeats a request whose connection was closed, once.
    loseAnswer: () => void sandbox.faults.rules.push({ on: 'sessions.create', do: 'drop-after', times: 2 }),
    tooMany: () => void sandbox.faults.rules.push({ on: 'sessions.create', do: 'rate-limit' }),
    event: async (sessionRef, at = new Date()) => {
      const event = await sandbox.bank.forgeEvent('checkout.session.completed', sandbox.bank.find(sessionRef).session)
      const rawBody = JSON.stringify(event)
      return { rawBody, signature: signEvent(rawBody, 'whsec_new', at) }
    },
  }
})

test('a key that was changed is read anew when the provider refuses the old one, and the call is done once more', async (t) => {
  const { url } = await openBoth(t)
  let current = 'sk_test_before'
  let renewals = 0
  const gateway = await openStripe({
    url,
    secretKey: {
      get current() {
        return current
      },
      accepted: [],
      lately: [],
      renew: async (refused) => {
        renewals++
        current = secretKey
        return refused !== current
      },
    },
    webhookSecrets: fixedSecret('whsec_new'),
  })
  const [first, second] = await Promise.all([gateway.askForPage(aPageAsk()), gateway.askForPage(aPageAsk())])
  assert.ok(first.url && second.url)
  assert.ok(renewals <= 2, `${renewals} renewals`)
  await gateway.askForPage(aPageAsk())
  const stranger = await openStripe({ url, secretKey: fixedSecret('sk_test_x'), webhookSecrets: fixedSecret('x') })
  await assert.rejects(stranger.askForPage(aPageAsk()), ProviderRefused)
})

test('the secret before the present one still opens events while it is being replaced', async (t) => {
  const { gateway, sandbox } = await openBoth(t)
  const { sessionRef } = await gateway.askForPage(aPageAsk())
  const rawBody = JSON.stringify(
    await sandbox.bank.forgeEvent('checkout.session.expired', sandbox.bank.find(sessionRef).session),
  )
  assert.ok(await gateway.readEvent(rawBody, signEvent(rawBody, 'whsec_old', new Date())))
  assert.equal(await gateway.readEvent(rawBody, signEvent(rawBody, 'whsec_gone', new Date())), null)
})

test('a provider that is silent for too long is given up within the time-out', async (t) => {
  const { gateway, sandbox } = await openBoth(t, 300)
  sandbox.faults.rules.push({ on: 'sessions.create', do: 'delay', delayMs: 1_000 })
  const began = Date.now()
  await assert.rejects(gateway.askForPage(aPageAsk()), ProviderUnreachable)
  assert.ok(Date.now() - began < 900)
})

test('a wrong key of the account is refused, and no address that a shopper typed stands in the fault', async (t) => {
  const { url, gateway } = await openBoth(t)
  const stranger = await openStripe({
    url,
    secretKey: fixedSecret('sk_test_other'),
    webhookSecrets: fixedSecret('x'),
  })
  await assert.rejects(stranger.askForPage(aPageAsk()), ProviderRefused)
  await assert.rejects(gateway.askForPage(aPageAsk({ email: 'not-an-address' })), (fault: Error) => {
    assert.ok(fault instanceof ProviderRefused)
    assert.ok(!fault.message.includes('not-an-address'))
    return true
  })
})
