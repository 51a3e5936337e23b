import {
  Aws,
  aws_certificatemanager as acm,
  CfnOutput,
  Duration,
  Fn,
  aws_iam as iam,
  aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  aws_route53 as route53,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuseForgedMail } from '../constructs/mail.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'

/**
 * The domain's zone, its certificate and the key of all logs in the region of CloudFront. It is made first: the registrar must name
 * the zone's servers, which the output `NameServers` tells, before any certificate can be had. Until then the certificate waits.
 */
export class ZoneStack extends ShopStack {
  readonly zone: route53.PublicHostedZone
  /** For the domain and `www`, as CloudFront shows it. */
  readonly certificate: acm.Certificate
  /** Of log groups and alarms in this region. */
  readonly logKey: kms.Key

  constructor(scope: Construct, id: string, deployment: Deployment, region: string) {
    super(scope, id, deployment, region, true)
    const { name, domain, alarmMail } = deployment
    this.logKey = this.#makeLogKey()
    const queries = this.#makeQueryLog()
    this.zone = new route53.PublicHostedZone(this, 'Zone', {
      zoneName: domain,
      comment: name,
      queryLogsLogGroupArn: queries.group.logGroupArn,
    })
    this.zone.node.addDependency(queries.policy)
    this.zone.applyRemovalPolicy(RemovalPolicy.RETAIN)
    this.#sign()
    refuseForgedMail(this, this.zone)
    new route53.CaaRecord(this, 'Issuers', {
      zone: this.zone,
      ttl: Duration.hours(1),
      values: [
        { flag: 0, tag: route53.CaaTag.ISSUE, value: 'amazon.com' },
        { flag: 0, tag: route53.CaaTag.ISSUEWILD, value: ';' },
        { flag: 0, tag: route53.CaaTag.IODEF, value: `mailto:${alarmMail}` },
      ],
    })
    this.certificate = new acm.Certificate(this, 'Certificate', {
      certificateName: name,
      domainName: domain,
      subjectAlternativeNames: [`www.${domain}`],
      validation: acm.CertificateValidation.fromDns(this.zone),
    })
    new CfnOutput(this, 'NameServers', {
      description: `The registrar of ${domain} must name these servers before anything else is deployed`,
      value: Fn.join(' ', this.zone.hostedZoneNameServers ?? []),
    })
  }

  #makeLogKey(): kms.Key {
    const { name } = this.deployment
    const key = new kms.Key(this, 'LogKey', {
      alias: `${name}-edge-logs`,
      description: `${name}: logs and alarms of DNS, CloudFront and WAF`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${this.region}:${this.account}:log-group:*`,
          },
        },
      }),
    )
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    return key
  }

  /** Route 53 writes to groups below /aws/route53/ in this region alone. */
  #makeQueryLog(): { group: logs.LogGroup; policy: logs.ResourcePolicy } {
    const group = new logs.LogGroup(this, 'Queries', {
      logGroupName: `/aws/route53/${this.deployment.domain}`,
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey: this.logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const policy = new logs.ResourcePolicy(this, 'MayLogQueries', {
      resourcePolicyName: `${this.deployment.name}-dns-queries`,
      policyStatements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('route53.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
          conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
        }),
      ],
    })
    return { group, policy }
  }

  /**
   * DNSSEC. The chain is whole once the registrar has the DS record that `aws route53 get-dnssec` tells. It ends with the stack: the DS
   * record has to be gone from the registrar and from all resolvers before.
   */
  #sign(): void {
    const { name } = this.deployment
    const key = new kms.Key(this, 'SigningKey', {
      alias: `${name}-dnssec`,
      description: `${name}: signs the zone's keys`,
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.zone.enableDnssec({ kmsKey: key, keySigningKeyName: `${name.replaceAll('-', '_')}_ksk` })
  }
}
