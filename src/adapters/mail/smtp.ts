import { createTransport } from 'nodemailer'
import type { Mail, Mailer } from '../../domain/notifications/mailer.ts'
import type { Secret } from '../../kit/secret.ts'
import { Late, within } from '../../kit/within.ts'
import { mimeFields } from './mime.ts'

export type SmtpPatience = { connectMs: number; silenceMs: number; allMs: number }

const usualPatience: SmtpPatience = { connectMs: 5_000, silenceMs: 10_000, allMs: 25_000 }

/**
 * Sends through a mail server: `smtp://user:password@host:587`, `smtps://…` for TLS from the first byte. `password` is in the
 * place of the one in the URL.
 */
export function openSmtp(url: URL, patience = usualPatience, password?: Secret): Mailer {
  const open = (word: string | undefined) => {
    const address = new URL(url)
    if (word !== undefined) address.password = encodeURIComponent(word)
    return createTransport({
      url: address.href,
      dnsTimeout: patience.connectMs,
      connectionTimeout: patience.connectMs,
      greetingTimeout: patience.connectMs,
      socketTimeout: patience.silenceMs,
    })
  }
  let made = { word: password?.current, transport: open(password?.current) }

  async function sendOnce(mail: Mail, isAgain = false): Promise<void> {
    const word = password?.current
    if (word !== made.word) made = { word, transport: open(word) }
    try {
      await made.transport.sendMail(mimeFields(mail, url.hostname))
    } catch (fault) {
      // The password may have been changed a moment ago; a server that does not know us has taken nothing.
      const isRefused = (fault as { code?: string }).code === 'EAUTH' && !isAgain && word !== undefined
      if (!isRefused || !(await password?.renew(word))) throw fault
      await sendOnce(mail, true)
    }
  }

  return {
    async send(mail) {
      try {
        await within(patience.allMs, () => sendOnce(mail))
      } catch (fault) {
        // The server's words name the recipient, and this message goes into logs and the table of jobs.
        const {
          code = '',
          command = '',
          responseCode = '',
        } = fault as {
          code?: string
          command?: string
          responseCode?: number
        }
        const words = fault instanceof Late ? fault.message : [code, command, responseCode].join(' ').trim()
        throw new Error(`The mail server took no mail: ${words}`)
      }
    },
  }
}
