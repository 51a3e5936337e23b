import {
  Aws,
  type aws_cloudfront as cloudfront,
  aws_iam as iam,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'

export type AccessLogProps = {
  readonly shop: string
  readonly distribution: cloudfront.Distribution
  readonly logKey: kms.IKey
  readonly logDays: logs.RetentionDays
}

/** No address of a person, no cookie, no query and no path, for paths of orders are secrets: the behaviour names the kind of page. */
export const loggedFields = [
  'timestamp(ms)',
  'x-edge-location',
  'x-edge-request-id',
  'x-host-header',
  'cache-behavior-path-pattern',
  'cs-method',
  'cs-protocol-version',
  'ssl-protocol',
  'sc-status',
  'sc-bytes',
  'sc-content-type',
  'cs-bytes',
  'c-country',
  'asn',
  'time-taken',
  'time-to-first-byte',
  'origin-fbl',
  'origin-lbl',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
]

/** What CloudFront answered, a line for each request, in a log group. */
export class AccessLog extends Construct {
  readonly group: logs.LogGroup

  constructor(scope: Construct, id: string, { shop, distribution, logKey, logDays }: AccessLogProps) {
    super(scope, id)
    this.group = new logs.LogGroup(this, 'Log', {
      logGroupName: `${shop}-cloudfront`,
      retention: logDays,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const name = `${shop}-cloudfront`
    const source = new logs.CfnDeliverySource(this, 'Source', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.distributionArn,
    })
    const destination = new logs.CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: this.group.logGroupArn,
      outputFormat: 'json',
    })
    const delivery = new logs.CfnDelivery(this, 'Delivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: loggedFields,
    })
    delivery.addResourceDependency(source)
  }
}

/** Lets the delivery of logs write to groups of this region. */
export function allowDelivery(scope: Construct, id: string, shop: string, groups: readonly logs.LogGroup[]): void {
  new logs.ResourcePolicy(scope, id, {
    resourcePolicyName: `${shop}-delivery`,
    policyStatements: [
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: groups.map(({ logGroupArn }) => logGroupArn),
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    ],
  })
}
