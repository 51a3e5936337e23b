import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { placeAws } from '../../../test/helpers/aws-place.ts'
import { engine } from '../../../test/helpers/engines.ts'
import { openFaultyService, type Trouble } from '../../../test/helpers/faulty-service.ts'
import { readMime } from '../../../test/helpers/mime.ts'
import { aMail, mailerContract } from '../../domain/notifications/mailer.contract.ts'
import { openSes } from './ses.ts'

const { url = '', missing = false } = engine('ministack')
const patience = { connectMs: 700, callMs: 900 }

/** SES sends for verified identities only. */
async function verify(address: string): Promise<void> {
  const client = new SESv2Client({})
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: address })).catch((fault: Error) => {
    if (fault.name !== 'AlreadyExistsException') throw fault
  })
  client.destroy()
}

type Taken = { Source: string; To: string[]; Subject: string }

async function inbox(account: string): Promise<Taken[]> {
  const answer = await fetch(`${url}/_ministack/ses/messages?account=${account}`)
  const { messages } = (await answer.json()) as { messages: Record<string, Taken[]> }
  return messages[account] ?? []
}

const inTrouble = (trouble: Trouble) => async (t: TestContext) => {
  const service = await openFaultyService(t, url)
  service.trouble = trouble
  placeAws(t, { SESV2: service.url })
  return openSes(new URL('ses:'), patience)
}

const refusal = (status: number, type: string, message: string): Trouble => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify({ message }),
})

mailerContract(
  'SES on ministack',
  async (t) => {
    const service = await openFaultyService(t, url)
    // ministack takes twelve digits for the account: one with an inbox of its own.
    const account = String(randomInt(100_000_000_000, 281_474_976_710_655)).slice(0, 12)
    placeAws(t, { SESV2: service.url }, { accessKeyId: account, secretAccessKey: 'any' })
    await verify('shop@tradewind.example')
    const arrived = async () => {
      // The inbox says what SES took, and the wire what it was handed: it keeps the parts of a mail, not the whole.
      const taken = await inbox(account)
      const sent = service.requests.filter(({ path, status }) => path === '/v2/email/outbound-emails' && status === 200)
      assert.equal(taken.length, sent.length)
      return sent.map(({ body }) => {
        const { Content } = JSON.parse(String(body())) as { Content: { Raw: { Data: string } } }
        return readMime(Buffer.from(Content.Raw.Data, 'base64').toString('latin1'))
      })
    }
    return { mailer: openSes(new URL('ses:eu-central-1')), arrived }
  },
  {
    skip: missing,
    sentTwice: 2,
    brokenMs: 2_000,
    broken: {
      'a dead service': async (t) => {
        placeAws(t, { SESV2: 'http://127.0.0.1:9' })
        return openSes(new URL('ses:'), patience)
      },
      'a silent service': inTrouble('silent'),
      'a service that hangs up': inTrouble('hung-up'),
      'a service that is throttled': inTrouble(refusal(429, 'TooManyRequestsException', 'slow down')),
      'rights that are not there': inTrouble(
        refusal(403, 'AccessDeniedException', 'not allowed to send to juergen@kunde.example'),
      ),
      'an address that is refused': inTrouble(
        refusal(400, 'MessageRejected', 'Email address is not verified: juergen@kunde.example'),
      ),
      'a sender that is not verified': async (t) => {
        placeAws(t, { SESV2: url })
        const mailer = openSes(new URL('ses:'))
        return { send: (mail) => mailer.send({ ...mail, from: 'nobody@unknown.example' }) }
      },
    },
  },
)

test('one call is one attempt: only the worker sends a second time', { skip: missing }, async (t) => {
  const service = await openFaultyService(t, url)
  placeAws(t, { SESV2: service.url })
  service.trouble = refusal(429, 'TooManyRequestsException', 'slow down')
  await assert.rejects(
    openSes(new URL('ses:')).send(aMail()),
    /^Error: SES took no mail: TooManyRequestsException 429$/,
  )
  assert.equal(service.requests.length, 1)
  service.trouble = refusal(404, 'NotFoundException', 'Configuration set missing')
  await assert.rejects(openSes(new URL('ses:?configuration-set=missing')).send(aMail()), /NotFoundException 404/)
})
