import type { Mailer } from '../../domain/notifications/mailer.ts'
import type { Db } from '../../kit/db.ts'
import type { Secret } from '../../kit/secret.ts'
import { openMailbox } from './mailbox.ts'

/** The mailer that a setting names: `mailbox:`, `smtp:`, `smtps:` or `ses:`. */
export async function openMailer(url: URL, db: Pick<Db, 'change'>, password?: Secret): Promise<Mailer> {
  switch (url.protocol) {
    case 'mailbox:':
      return openMailbox(db)
    case 'ses:':
      return (await import('./ses.ts')).openSes(url)
    default:
      return (await import('./smtp.ts')).openSmtp(url, undefined, password)
  }
}
