import type { Mail, Mailer } from '../../domain/notifications/mailer.ts'
import { type Db, sql } from '../../kit/db.ts'

/** Keeps every mail in a table that the mailbox page shows. For development: it sends nothing. */
export function openMailbox(db: Pick<Db, 'change'>): Mailer {
  return {
    async send(mail: Mail) {
      await db.change(sql`insert into mailbox (key, recipient, subject, html, body)
        values (${mail.key}, ${mail.to}, ${mail.subject}, ${mail.html}, ${mail.text}) on conflict (key) do nothing`)
    },
  }
}

export type MailboxEntry = { id: number; recipient: string; subject: string; at: Date }

/** The newest mails first. */
export const readMails = (db: Pick<Db, 'rows'>, limit: number): Promise<MailboxEntry[]> =>
  db.rows(sql`select id, recipient, subject, at from mailbox order by id desc limit ${limit}`)

export const readMail = (db: Pick<Db, 'row'>, id: number): Promise<{ html: string; text: string } | undefined> =>
  db.row(sql`select html, body as text from mailbox where id = ${id}`)
