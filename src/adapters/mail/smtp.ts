import { createTransport } from 'nodemailer'
import type { Mailer } from '../../domain/notifications/mailer.ts'
import { Late, within } from '../../kit/within.ts'
import { mimeFields } from './mime.ts'

export type SmtpPatience = { connectMs: number; silenceMs: number; allMs: number }

const usualPatience: SmtpPatience = { connectMs: 5_000, silenceMs: 10_000, allMs: 25_000 }

/** Sends through a mail server: `smtp://user:password@host:587`, `smtps://…` for TLS from the first byte. */
export function openSmtp(url: URL, patience = usualPatience): Mailer {
  const transport = createTransport({
    url: url.href,
    dnsTimeout: patience.connectMs,
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.connectMs,
    socketTimeout: patience.silenceMs,
  })
  return {
    async send(mail) {
      try {
        await within(patience.allMs, () => transport.sendMail(mimeFields(mail, url.hostname)))
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
