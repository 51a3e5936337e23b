import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { mailerContract } from '../../domain/notifications/mailer.contract.ts'
import { openMailbox, readMail, readMails } from './mailbox.ts'

mailerContract(
  'mailbox',
  async (t) => {
    const { db } = await openTestShop(t)
    const arrived = async () => {
      const mails = (await readMails(db, 100)).reverse()
      return Promise.all(
        mails.map(async ({ id, recipient, subject }) => {
          const { html = '', text = '' } = (await readMail(db, id)) ?? {}
          return { to: recipient, from: null, subject, html, text }
        }),
      )
    }
    return { mailer: openMailbox(db), arrived }
  },
  { sentTwice: 1 },
)
