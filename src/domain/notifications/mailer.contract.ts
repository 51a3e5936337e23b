import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Mail, Mailer } from './mailer.ts'

/** `from` is null where the store of mails does not keep it. */
export type ArrivedMail = { to: string; from: string | null; subject: string; html: string; text: string }

export type MailerUnderTest = {
  mailer: Mailer
  /** All that has arrived, in the order in which it did, as a reader of mail would see it. */
  arrived(): Promise<ArrivedMail[]>
}

export type MailerOptions = {
  skip?: string | false
  /** How many mails arrive when one is sent twice: one where the service knows the key. */
  sentTwice: 1 | 2
  /** Services that cannot take the mail, by what is wrong with them; the default store of mails has none. */
  broken?: Record<string, (t: TestContext) => Promise<Mailer>>
  /** In which each of them must have thrown. */
  brokenMs?: number
}

const secret = 'geheim-4711'

export const aMail = (given: Partial<Mail> = {}): Mail => ({
  key: 'order-placed:0190-7f',
  to: 'Jürgen Größe <juergen@kunde.example>',
  from: 'Müller & Söhne <shop@tradewind.example>',
  subject: 'Ihre Bestellung T4K7: 2 × Teekännchen „Salbei“ für Größe und Söhne in Überlingen am Bodensee',
  html: `<!doctype html><p>Schöne Grüße,   zwei  Tassen à 12,90 € ✓</p><p>${'lang '.repeat(400)}</p>\n.\n<p>${secret}</p>`,
  text: `Schöne Grüße, zwei Tassen à 12,90 € ✓\n\n${'sehr lange Zeile ohne Ende '.repeat(60).trimEnd()}\n.\n..zwei Punkte\n${secret}\n`,
  ...given,
})

// Mail knows CR LF, and readers take no notice of white space at the ends of lines.
const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()

/** What every mailer promises. */
export function mailerContract(
  name: string,
  open: (t: TestContext) => Promise<MailerUnderTest>,
  { skip = false, sentTwice, broken = {}, brokenMs = 5_000 }: MailerOptions,
): void {
  test(`${name}: a mail arrives whole: umlauts in names and subject, both parts, long lines, lines with a dot`, {
    skip,
  }, async (t) => {
    const { mailer, arrived } = await open(t)
    const mail = aMail()
    await mailer.send(mail)
    const [got, ...more] = await arrived()
    assert.ok(got)
    assert.equal(more.length, 0)
    assert.match(got.to, /juergen@kunde\.example/)
    if (got.from !== null) assert.match(got.from, /Müller & Söhne.*<shop@tradewind\.example>/)
    assert.equal(got.subject, mail.subject)
    assert.equal(plain(got.text), plain(mail.text))
    assert.equal(plain(got.html), plain(mail.html))
  })

  test(`${name}: mails arrive in any number, each once`, { skip }, async (t) => {
    const { mailer, arrived } = await open(t)
    const keys = Array.from({ length: 12 }, (_, i) => `order-placed:${i}`)
    await Promise.all(keys.map((key) => mailer.send(aMail({ key, subject: key }))))
    assert.deepEqual((await arrived()).map(({ subject }) => subject).sort(), [...keys].sort())
  })

  test(`${name}: a mail that is sent twice arrives ${sentTwice === 1 ? 'once' : 'twice, for the service knows no keys'}`, {
    skip,
  }, async (t) => {
    const { mailer, arrived } = await open(t)
    await mailer.send(aMail())
    await mailer.send(aMail())
    assert.equal((await arrived()).length, sentTwice)
  })

  test(`${name}: a line break in an address or subject makes no header`, { skip }, async (t) => {
    const { mailer, arrived } = await open(t)
    await mailer.send(aMail({ subject: 'Hello\r\nBcc: thief@example.com\r\n\r\nnew body' }))
    const [got, ...more] = await arrived()
    assert.equal(more.length, 0)
    assert.doesNotMatch(got?.to ?? '', /thief/)
    assert.equal(plain(got?.text ?? ''), plain(aMail().text))
  })

  for (const [what, openBroken] of Object.entries(broken))
    test(`${name}: ${what}: it throws in time and says nothing of the mail`, { skip }, async (t) => {
      const mailer = await openBroken(t)
      const began = performance.now()
      const fault = await mailer.send(aMail()).then(
        () => null,
        (fault: Error) => fault,
      )
      assert.ok(fault, 'the mail was said to be taken')
      assert.ok(performance.now() - began < brokenMs, `it took ${performance.now() - began} ms`)
      for (let told: unknown = fault; told instanceof Error; told = told.cause)
        assert.doesNotMatch(
          `${told.message} ${told.stack}`,
          /kunde\.example|juergen|Größe|Teekännchen|geheim-4711|hunter2/,
        )
    })
}
