export type Mail = {
  /**
   * Two mails with one key are one mail, as far as the service lets us say so: the mailbox keeps one, mail servers get the key as the
   * Message-ID and may drop the second, SES knows no keys. Who must not write twice asks `kit/effects.ts` first; what is left is the mail
   * that was taken while its answer was lost.
   */
  key: string
  to: string
  from: string
  subject: string
  html: string
  text: string
}

/**
 * Sends mail. Adapters: `adapters/mail/`; all of them pass `mailer.contract.ts`. Throws within half a minute when the mail was not taken
 * over, in words that hold nothing of the mail; the worker tries again.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>
}
