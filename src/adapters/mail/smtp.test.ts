import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type MailServerTrouble, openMailServer, ownCertificate } from '../../../test/helpers/mail-server.ts'
import { readMime } from '../../../test/helpers/mime.ts'
import { aMail, mailerContract } from '../../domain/notifications/mailer.contract.ts'
import type { Secret } from '../../kit/secret.ts'
import { openSmtp } from './smtp.ts'

const patience = { connectMs: 700, silenceMs: 900, allMs: 1_200 }

const inTrouble = (trouble: MailServerTrouble) => async (t: TestContext) => {
  const { port } = await openMailServer(t, { trouble })
  return openSmtp(new URL(`smtp://127.0.0.1:${port}`), patience)
}

mailerContract(
  'SMTP',
  async (t) => {
    const { port, mails } = await openMailServer(t)
    return {
      mailer: openSmtp(new URL(`smtp://127.0.0.1:${port}`)),
      arrived: async () => mails.map(({ wire }) => readMime(wire)),
    }
  },
  {
    sentTwice: 2,
    brokenMs: 2_500,
    broken: {
      'a dead server': async () => openSmtp(new URL('smtp://127.0.0.1:9'), patience),
      'a server that does not greet': inTrouble('mute'),
      'a server that greets without end': inTrouble('dripping'),
      'a server that goes away in the middle of the mail': inTrouble('hung-up-in-data'),
      'a server that does not say that it has the mail': inTrouble('silent-after-data'),
      'a server with too much to do': inTrouble('busy'),
      'an address that is refused': inTrouble('no-such-recipient'),
      'a password that is wrong': async (t) => {
        const { port } = await openMailServer(t, { login: { user: 'shop', password: 'hunter3' } })
        return openSmtp(new URL(`smtp://shop:hunter2@127.0.0.1:${port}`), patience)
      },
    },
  },
)

test('a password that was changed is read anew when the server refuses the old one, and the mail is sent', async (t) => {
  const { port, mails } = await openMailServer(t, { login: { user: 'shop', password: 'hunter3' } })
  const words = ['hunter2', 'hunter3']
  const password: Secret = {
    get current() {
      return words[0] ?? ''
    },
    accepted: [],
    lately: [],
    renew: async (refused) => {
      if (words[0] === refused && words.length > 1) words.shift()
      return words[0] !== refused
    },
  }
  const mailer = openSmtp(new URL(`smtp://shop@127.0.0.1:${port}`), undefined, password)
  await mailer.send(aMail())
  await mailer.send(aMail())
  assert.equal(mails.length, 2)
})

test('a mail that is sent twice has the same id both times, so that a server may drop the second', async (t) => {
  const { port, mails } = await openMailServer(t)
  const mailer = openSmtp(new URL(`smtp://127.0.0.1:${port}`))
  for (let i = 0; i < 2; i++) await mailer.send(aMail({ key: 'order-placed:0190' }))
  const ids = mails.map(({ wire }) => readMime(wire).headers.get('message-id'))
  assert.deepEqual(ids, ['<order-placed-0190@127.0.0.1>', '<order-placed-0190@127.0.0.1>'])
  assert.deepEqual(mails[0]?.to, ['juergen@kunde.example'])
  assert.equal(mails[0]?.from, 'shop@tradewind.example')
})

test('lines on the wire are as short as the protocol wants them', async (t) => {
  const { port, mails } = await openMailServer(t)
  await openSmtp(new URL(`smtp://127.0.0.1:${port}`)).send(aMail())
  for (const line of mails[0]?.wire.split('\r\n') ?? []) assert.ok(line.length <= 998, `${line.length} bytes in a line`)
  assert.doesNotMatch(mails[0]?.wire ?? '', /[^\r]\n/)
})

test('mail and password go through TLS where the server offers it, and nowhere when nobody vouches for its certificate', async (t) => {
  const tls = ownCertificate(t)
  if (!tls) return t.skip('openssl does not run here')
  const login = { user: 'shop', password: 'hunter3' }
  const { port, mails } = await openMailServer(t, { tls, login })
  const url = `smtp://shop:hunter3@127.0.0.1:${port}`
  await assert.rejects(openSmtp(new URL(url), patience).send(aMail()), /The mail server took no mail: E(TLS|SOCKET)/)
  assert.equal(mails.length, 0)
  await openSmtp(new URL(`${url}?tls.rejectUnauthorized=false`), patience).send(aMail())
  assert.deepEqual(
    mails.map(({ wasEncrypted, login }) => ({ wasEncrypted, login })),
    [{ wasEncrypted: true, login: 'shop' }],
  )
})
