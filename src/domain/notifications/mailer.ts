export type Mail = {
  /** Two mails with one key are one mail. */
  key: string
  to: string
  from: string
  subject: string
  html: string
  text: string
}

/** Sends mail. Adapters: `adapters/mail/`. Throws when the mail was not taken over; the worker tries again. */
export interface Mailer {
  send(mail: Mail): Promise<void>
}
