import type { Mail, Mailer } from '../../domain/notifications/mailer.ts'
import { type Db, sql } from '../../kit/db.ts'

export type MailboxEntry = { id: number; recipient: string; subject: string; html: string; body: string; at: Date }

/** Keeps every mail in a table that the mailbox page shows. For development: it sends nothing. */
export function openMailbox(db: Pick<Db, 'change'>): Mailer {
  return {
    async send(mail: Mail) {
      await db.change(sql`insert into mailbox (key, recipient, subject, html, body)
        values (${mail.key}, ${mail.to}, ${mail.subject}, ${mail.html}, ${mail.text}) on conflict (key) do nothing`)
    },
  }
}
