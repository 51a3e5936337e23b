import type { Mail } from '../../domain/notifications/mailer.ts'

/** What of a mail goes to every server alike. `domain`: what stands behind the @ of its id. */
export const mimeFields = ({ key, from, to, subject, html, text }: Mail, domain: string) => ({
  from,
  to,
  subject,
  html,
  text,
  // The same mail has the same id, so that a mail server or reader may drop a second copy.
  messageId: `<${key.replace(/[^\w.-]/g, '-')}@${domain}>`,
  // No machine writes back to a machine (RFC 3834).
  headers: { 'X-Entity-Ref-ID': key, 'Auto-Submitted': 'auto-generated' },
})
