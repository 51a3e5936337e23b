import {
  CfnCustomResource,
  Duration,
  type aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  RemovalPolicy,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Network } from './network.ts'
import type { Release } from './release.ts'
import type { Service } from './service.ts'
import { inPacks, waive } from './waive.ts'

export type MigrationProps = {
  readonly name: string
  readonly service: Service
  readonly network: Network
  readonly release: Release
  readonly logKey: kms.IKey
  readonly logDays: number
  /** What the function needs beside the settings of its service. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * The release's migrations, once for each release. A fleet that depends on it is changed only when it has succeeded; when it fails, the
 * stack goes back and no machine was touched. The function is the release itself, and tells CloudFormation by itself how it went.
 *
 * A stack that goes back asks the release before to migrate once more: there is nothing left to do for it, but where it fails, the stack
 * stops in UPDATE_ROLLBACK_FAILED. docs/guides/disaster.md, "A wrong deploy", leads out.
 */
export class Migration extends Construct {
  readonly function: lambda.Function
  readonly logGroup: logs.LogGroup

  constructor(scope: Construct, id: string, props: MigrationProps) {
    super(scope, id)
    const { name, service, network, release, logKey, logDays, environment } = props
    const timeout = Duration.minutes(15)
    this.logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `${name}/migration`,
      retention: logDays,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    service.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn])
    // A function in a network has an address there, which Lambda makes in its name; these actions know no resources.
    service.allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      ['*'],
    )
    this.function = new lambda.Function(this, 'Function', {
      functionName: `${name}-migration`,
      description: 'Migrates the database before machines run a release',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(release.folder),
      handler: 'migration/handler.handler',
      timeout,
      memorySize: 1024,
      role: service.role,
      vpc: network.vpc,
      vpcSubnets: network.subnets('program'),
      securityGroups: [service.securityGroup],
      logGroup: this.logGroup,
      environment: { ...service.settings, ...environment },
    })
    // Lambda makes no function in a network before its role may give it an address there.
    this.function.node.addDependency(service)
    waive(
      this.function,
      'CloudFormation calls it once a release and waits for its answer: two never run at once (the release takes a lock in the database), a failure is the answer, and a reserved share of the account would be taken from nobody.',
      ...inPacks('LambdaConcurrency'),
      ...inPacks('LambdaDLQ'),
    )
    waive(
      service,
      'The actions by which Lambda gives a function an address in the network know no resources.',
      'AwsSolutions-IAM5',
    )
    const run = new CfnCustomResource(this, 'Run', {
      serviceToken: this.function.functionArn,
      serviceTimeout: timeout.toSeconds() + 60,
    })
    run.addPropertyOverride('Release', release.hash)
    run.node.addDependency(this.function)
  }
}
