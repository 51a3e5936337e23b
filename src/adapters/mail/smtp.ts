import { createTransport } from 'nodemailer'
import type { Mail, Mailer } from '../../domain/notifications/mailer.ts'

/** Sends through a mail server: `smtp://user:password@host:587`, `smtps://…` for TLS from the first byte. */
export function openSmtp(url: URL): Mailer {
  const transport = createTransport(url.href, {})
  return {
    async send(mail: Mail) {
      const sent = transport.sendMail({
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        // The same mail has the same id, so that a mail server or reader may drop a second copy.
        messageId: `<${mail.key.replace(/[^\w.-]/g, '-')}@${new URL(url).hostname}>`,
        headers: { 'X-Entity-Ref-ID': mail.key },
      })
      await sent.catch((fault: { code?: string; responseCode?: number; command?: string }) => {
        // The server's words name the recipient, and this message goes into logs and the table of jobs.
        const { code = '', command = '', responseCode = '' } = fault
        throw new Error(`The mail server took no mail: ${[code, command, responseCode].join(' ').trim()}`)
      })
    },
  }
}
