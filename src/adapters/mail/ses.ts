import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { createTransport } from 'nodemailer'
import type { Mailer } from '../../domain/notifications/mailer.ts'
import { Late, within } from '../../kit/within.ts'
import { mimeFields } from './mime.ts'

export type SesPatience = { connectMs: number; callMs: number }

const usualPatience: SesPatience = { connectMs: 2_000, callMs: 10_000 }

/**
 * Sends through Amazon SES: `ses:` in the region of the environment, `ses:eu-central-1` in another one, `ses:?configuration-set=NAME` with a
 * configuration set. Rights: ses:SendEmail and ses:SendRawEmail for the identity of the sender, which must be verified, and for the
 * configuration set. Each call is one attempt: SES knows no key that would make two of them one mail, and the worker tries again with growing
 * waits.
 */
export function openSes(url: URL, patience = usualPatience): Mailer {
  const region = url.pathname.replaceAll('/', '')
  const configurationSet = url.searchParams.get('configuration-set')
  const client = new SESv2Client({
    ...(region ? { region } : {}),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: patience.connectMs,
      requestTimeout: patience.callMs,
      throwOnRequestTimeout: true,
    },
  })
  // Made here and not by SES, so that every server is handed the same mail.
  const composer = createTransport({ streamTransport: true, buffer: true })
  return {
    async send(mail) {
      const domain = /@([\w.-]+)/.exec(mail.from)?.[1] ?? 'localhost'
      const { message, envelope } = await composer.sendMail(mimeFields(mail, domain))
      const command = new SendEmailCommand({
        // Of the sender, who must be verified, the address alone; its name stands in the mail.
        ...(envelope.from ? { FromEmailAddress: envelope.from } : {}),
        Destination: { ToAddresses: [...envelope.to] },
        Content: { Raw: { Data: message as Buffer } },
        ...(configurationSet ? { ConfigurationSetName: configurationSet } : {}),
      })
      try {
        await within(patience.callMs, (abortSignal) => client.send(command, { abortSignal }))
      } catch (fault) {
        // SES's own words name the recipient, and this message goes into logs and the table of jobs.
        const { name, code, $metadata } = fault as Error & { code?: string; $metadata?: { httpStatusCode?: number } }
        const words =
          fault instanceof Late ? fault.message : [code ?? name, $metadata?.httpStatusCode ?? ''].join(' ').trim()
        throw new Error(`SES took no mail: ${words}`)
      }
    },
  }
}
