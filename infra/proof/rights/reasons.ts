import type { Statement } from './roles.ts'

/** One resource of a region: neither its region nor its name has a star. */
const one = (service: string, name: string) => new RegExp(`^arn:aws:${service}:[a-z0-9-]+:\\d{12}:${name}$`)

/** A right of a service that no adapter was seen to use, and why it has it all the same. */
export type Reason = {
  readonly actions: RegExp
  readonly resources: RegExp
  /** The condition without which it does not count; its values are exact. */
  readonly condition?: string
  readonly why: string
}

export const reasons: readonly Reason[] = [
  {
    actions: /^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncryptFrom|ReEncryptTo|DescribeKey)$/,
    resources: one('kms', 'key/[\\w-]+'),
    condition: 'kms:ViaService',
    why: 'DynamoDB, S3 and Secrets Manager open the key of what they keep on behalf of whoever asks them: the program never calls KMS for it.',
  },
  {
    actions: /^kms:Encrypt$/,
    resources: one('kms', 'key/[\\w-]+'),
    condition: 'kms:EncryptionContext:purpose',
    why: 'Operators run `keys rotate` on a machine of the worker.',
  },
  {
    actions: /^rds-db:connect$/,
    resources: one('rds-db', 'dbuser:[\\w.-]+/shop'),
    why: 'The token of a sign-in is made on the machine, by signing, and given to PostgreSQL: it is no call to AWS.',
  },
  {
    actions: /^s3:GetObject$/,
    resources: /^arn:aws:s3:::cdk-[\w-]+\/[0-9a-f]{64}\.zip$/,
    why: 'The machine fetches the release before there is a program: infra/machine/boot.sh.',
  },
  {
    actions: /^logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    resources: one('logs', 'log-group:[\\w/-]+:\\*'),
    why: 'The agent on the machine sends the log of the program.',
  },
  {
    actions: /^autoscaling:CompleteLifecycleAction$/,
    resources: one('autoscaling', 'autoScalingGroup:\\*:autoScalingGroupName/[\\w-]+'),
    why: 'The machine says that it has started and that it has drained: infra/machine.',
  },
  {
    actions: /^cloudwatch:PutMetricData$/,
    resources: /^\*$/,
    condition: 'cloudwatch:namespace',
    why: 'The agent measures memory and disk of the machine, in one namespace.',
  },
  {
    actions: /^xray:(PutTraceSegments|PutTelemetryRecords)$/,
    resources: /^\*$/,
    why: 'The agent beside the program hands its traces on: TRACES_URL names the agent.',
  },
  {
    actions: /^(ssm:UpdateInstanceInformation|ssmmessages:(Create|Open)(Control|Data)Channel)$/,
    resources: /^\*$/,
    why: 'The agent of Session Manager, which opens a shell to operators without an open port.',
  },
  {
    actions: /^sts:AssumeRole$/,
    resources: /^arn:aws:iam::\d{12}:role\/[\w-]+-SearchMaster\w+$/,
    why: 'The migration says to OpenSearch what the roles of the services may do, as its master alone can.',
  },
  {
    actions: /^ec2:((Create|Delete|Describe)NetworkInterfaces?|DescribeSubnets|(Una|A)ssignPrivateIpAddresses)$/,
    resources: /^\*$/,
    why: 'Lambda puts the function of the migration into the VPC by the rights of its role.',
  },
]

/** Actions that a role has on all resources. `none`: IAM knows no resource for it. */
export const onAll: Readonly<Record<string, string>> = {
  'cloudwatch:PutMetricData': 'Metrics are named by their namespace, which is a condition here.',
  'ec2:AssignPrivateIpAddresses': 'Lambda chooses the names of its interfaces.',
  'ec2:CreateNetworkInterface': 'Lambda asks for it without a subnet when the function is made.',
  'ec2:DeleteNetworkInterface': 'Lambda chooses the names of its interfaces.',
  'ec2:DescribeNetworkInterfaces': 'none',
  'ec2:DescribeSubnets': 'none',
  'ec2:UnassignPrivateIpAddresses': 'Lambda chooses the names of its interfaces.',
  's3:ListAllMyBuckets': 'none',
  'ssm:UpdateInstanceInformation': 'The name of a machine is known when it has started, with this role.',
  'ssmmessages:CreateControlChannel': 'none',
  'ssmmessages:CreateDataChannel': 'none',
  'ssmmessages:OpenControlChannel': 'none',
  'ssmmessages:OpenDataChannel': 'none',
  'xray:PutTelemetryRecords': 'none',
  'xray:PutTraceSegments': 'none',
}

/** Calls that adapters make for commands of an operator, never for `web`, `worker` or the migration. */
export const ofCommands: Readonly<Record<string, { readonly actions: readonly string[]; readonly why: string }>> = {
  'src/adapters/aws/table-care.ts': {
    actions: ['dynamodb:CreateTable', 'dynamodb:UpdateContinuousBackups', 'dynamodb:UpdateTimeToLive'],
    why: 'The command create-table makes them; on AWS the template makes the table.',
  },
  'src/adapters/keys/kms.ts': {
    actions: ['kms:Encrypt'],
    why: 'The command `keys rotate` wraps anew; KMS turns its own keys each year without it.',
  },
}

export const reasonFor = (action: string, resource: string, { conditions }: Statement): Reason | undefined =>
  reasons.find(
    ({ actions, resources, condition }) =>
      actions.test(action) &&
      resources.test(resource) &&
      (condition === undefined || condition in (conditions.StringEquals ?? {})),
  )
