import {
  Duration,
  type aws_kms as kms,
  aws_route53 as route53,
  Stack,
  aws_ses as ses,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import type { Service } from './service.ts'

export type MailProps = {
  readonly deployment: Deployment
  readonly zone: route53.IPublicHostedZone
  readonly topicKey: kms.IKey
}

/** Mail through Amazon SES: the domain is signed by DKIM, only over TLS, and what comes back is told to `feedback`. */
export class Mail extends Construct {
  /** Bounces, complaints and what SES refuses, as JSON. */
  readonly feedback: sns.Topic
  readonly configurationSetName: string
  readonly #identity: ses.EmailIdentity
  readonly #configurationSet: ses.ConfigurationSet
  readonly #from: string

  constructor(scope: Construct, id: string, { deployment, zone, topicKey }: MailProps) {
    super(scope, id)
    const { name, domain, mailFrom } = deployment
    const { region } = Stack.of(this)
    this.#from = mailFrom
    if (!addressOf(mailFrom).endsWith(`@${domain}`))
      throw new Error(
        `mailFrom is '${mailFrom}'. Allowed is an address at ${domain}, whose zone proves that it is ours.`,
      )
    this.configurationSetName = `${name}-mail`
    this.#configurationSet = new ses.ConfigurationSet(this, 'Set', {
      configurationSetName: this.configurationSetName,
      reputationMetrics: true,
      sendingEnabled: true,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      // A mail about an order is of no use a day later.
      maxDeliveryDuration: Duration.hours(12),
    })
    this.#identity = new ses.EmailIdentity(this, 'Identity', {
      identity: ses.Identity.publicHostedZone(zone),
      configurationSet: this.#configurationSet,
      // Each region has its own, for it receives the bounces itself.
      mailFromDomain: `bounce-${region}.${domain}`,
      mailFromBehaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
      feedbackForwarding: false,
    })
    this.feedback = new sns.Topic(this, 'Feedback', {
      topicName: `${name}-mail-feedback`,
      masterKey: topicKey,
      enforceSSL: true,
    })
    // A bounce needs nobody: SES writes to the address no more. A complaint may be one too many for the account.
    this.feedback.addSubscription(
      new subscriptions.EmailSubscription(deployment.alarmMail, {
        filterPolicyWithMessageBody: {
          eventType: sns.FilterOrPolicy.filter(
            sns.SubscriptionFilter.stringFilter({ allowlist: ['Complaint', 'Reject', 'Rendering Failure'] }),
          ),
        },
      }),
    )
    this.#configurationSet.addEventDestination('FeedbackEvents', {
      configurationSetEventDestinationName: 'feedback',
      destination: ses.EventDestination.snsTopic(this.feedback),
      events: [
        ses.EmailSendingEvent.BOUNCE,
        ses.EmailSendingEvent.COMPLAINT,
        ses.EmailSendingEvent.REJECT,
        ses.EmailSendingEvent.RENDERING_FAILURE,
      ],
    })
  }

  /** For the worker, which alone sends. */
  grantUse(service: Service): void {
    service.allow(
      // SES asks for the second one too, for the program hands it whole messages.
      ['ses:SendEmail', 'ses:SendRawEmail'],
      [this.#identity.emailIdentityArn, this.#configurationSetArn],
      { StringEquals: { 'ses:FromAddress': addressOf(this.#from) } },
    )
    this.name(service)
  }

  /** For processes that send nothing: the program wants its settings whole. */
  name(service: Service): void {
    service.set({
      MAIL_URL: `ses:${Stack.of(this).region}?configuration-set=${this.configurationSetName}`,
      MAIL_FROM: this.#from,
    })
  }

  get #configurationSetArn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
    })
  }
}

/** Mail that claims to be of the domain and is not signed goes among the spam of its receiver. */
export function refuseForgedMail(scope: Construct, zone: route53.IPublicHostedZone): void {
  new route53.TxtRecord(scope, 'Dmarc', {
    zone,
    recordName: '_dmarc',
    values: ['v=DMARC1; p=quarantine; adkim=r; aspf=r'],
  })
}

/** `Shop <orders@shop.example>` or the address alone. */
const addressOf = (sender: string) => /<([^>]+)>\s*$/.exec(sender)?.[1] ?? sender.trim()
