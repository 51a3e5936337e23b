import { aws_ec2 as ec2, aws_iam as iam, type aws_kms as kms, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Profile } from '../environments.ts'
import { inPacks, waive } from './waive.ts'

export const ports = { balancer: 443, web: 3000, database: 5433, search: 443 } as const

type Member = 'balancer' | 'web' | 'worker' | 'migration' | 'database' | 'search'

/** Who may speak to whom: nothing else is open between them. Tests hold every template to this table. */
export const edges: readonly { readonly from: Member; readonly to: Member; readonly port: number }[] = [
  { from: 'balancer', to: 'web', port: ports.web },
  { from: 'web', to: 'database', port: ports.database },
  { from: 'worker', to: 'database', port: ports.database },
  { from: 'migration', to: 'database', port: ports.database },
  { from: 'web', to: 'search', port: ports.search },
  { from: 'worker', to: 'search', port: ports.search },
  { from: 'migration', to: 'search', port: ports.search },
]

/** Those that call services of AWS and the payment provider, over TLS; through a machine where the profile has one for it. */
export const callers: readonly Member[] = ['web', 'worker', 'migration']

export type NetworkProps = {
  readonly profile: Profile
  /** Two regions never share addresses: they may be joined one day. */
  readonly cidr: string
  readonly logKey: kms.IKey
}

/** A VPC with three tiers over the profile's zones, and the security groups of all who live in it. */
export class Network extends Construct {
  readonly vpc: ec2.Vpc
  readonly groups: Readonly<Record<Member, ec2.SecurityGroup>>

  constructor(scope: Construct, id: string, { profile, cidr, logKey }: NetworkProps) {
    super(scope, id)
    const machine = profile.egress === 'instance' ? natMachine() : null
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      maxAzs: profile.zones,
      natGateways: 1,
      natGatewayProvider: machine ?? ec2.NatProvider.regionalGateway(),
      // Closing the default group takes a Lambda; below it is said why nothing is in it.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'program', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDB: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    })
    this.#logRefused(logKey)
    const groupOf = (member: Member, description: string) =>
      new ec2.SecurityGroup(this, member, { vpc: this.vpc, description, allowAllOutbound: false })
    this.groups = {
      balancer: groupOf('balancer', 'The load balancer'),
      web: groupOf('web', 'Machines that answer shoppers'),
      worker: groupOf('worker', 'Machines that run jobs'),
      migration: groupOf('migration', 'The function that migrates the database'),
      database: groupOf('database', 'PostgreSQL'),
      search: groupOf('search', 'OpenSearch'),
    }
    for (const { from, to, port } of edges)
      this.groups[to].addIngressRule(this.groups[from], ec2.Port.tcp(port), `${from} to ${to}`)
    for (const { from, to, port } of edges)
      this.groups[from].addEgressRule(this.groups[to], ec2.Port.tcp(port), `${from} to ${to}`)
    for (const caller of callers)
      this.groups[caller].addEgressRule(
        ec2.Peer.anyIpv4(),
        ec2.Port.tcp(443),
        'services of AWS and the payment provider',
      )
    if (machine) this.#openMachine(machine)
    this.#waive()
  }

  /** It passes on what the callers ask, and answers nobody else. */
  #openMachine(machine: ec2.NatInstanceProviderV2): void {
    for (const caller of callers)
      machine.securityGroup.addIngressRule(this.groups[caller], ec2.Port.tcp(443), `${caller} to the internet`)
    machine.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'the internet')
    for (const instance of machine.gatewayInstances) {
      const cfnInstance = instance.node.defaultChild as ec2.CfnInstance
      cfnInstance.metadataOptions = { httpTokens: 'required', httpPutResponseHopLimit: 1 }
      cfnInstance.blockDeviceMappings = [
        { deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', volumeSize: 8 } },
      ]
      waiveMachine(instance)
    }
  }

  /** Refused traffic, by an own role: the one that the construct makes has its rights inline. */
  #logRefused(encryptionKey: kms.IKey): void {
    const group = new logs.LogGroup(this, 'FlowLog', {
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new iam.Role(this, 'FlowRole', { assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com') })
    new iam.ManagedPolicy(this, 'FlowRights', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
        }),
      ],
    })
    this.vpc.addFlowLog('Flow', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(group, role.withoutPolicyUpdates()),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    })
  }

  #waive(): void {
    waive(
      this.vpc,
      'The tier public has a way to the internet: the balancer must be reached. No machine of the program and no data lies in it, and a group lets in CloudFront alone.',
      ...inPacks('VPCNoUnrestrictedRouteToIGW'),
    )
    waive(
      this.vpc,
      'Nothing is in the default group: every construct that has an interface names a group of this table, which a test walks in each template. To close it would take a Lambda with rights on all groups.',
      ...inPacks('VPCDefaultSecurityGroupClosed'),
    )
  }

  subnets(tier: 'public' | 'program' | 'data'): ec2.SubnetSelection {
    return { subnetGroupName: tier }
  }
}

/** One small machine that passes on what the program asks of the internet. It is replaced when a deploy finds a newer image. */
function natMachine(): ec2.NatInstanceProviderV2 {
  const userData = ec2.UserData.forLinux()
  userData.addCommands(
    'set -eu',
    // Half a gigabyte is too little for dnf alone.
    'dd if=/dev/zero of=/swap bs=1M count=512 status=none',
    'chmod 600 /swap',
    'mkswap /swap',
    'swapon /swap',
    // Others run dnf too on a machine that has just started: it then finds a lock, or its files gone.
    'for try in 1 2 3 4 5; do if dnf -y install nftables; then break; fi; sleep 5; done',
    'echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-nat.conf',
    'sysctl --system',
    "device=$(ip -o route show default | awk '{print $5; exit}')",
    'cat > /etc/sysconfig/nftables.conf <<END',
    'table ip nat {',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    '    oifname "$device" masquerade',
    '  }',
    '}',
    'END',
    'systemctl enable --now nftables',
  )
  return ec2.NatProvider.instanceV2({
    instanceType: new ec2.InstanceType('t4g.nano'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    associatePublicIpAddress: true,
    defaultAllowedTraffic: ec2.NatTrafficDirection.NONE,
    creditSpecification: ec2.CpuCredits.STANDARD,
    userData,
  })
}

function waiveMachine(instance: ec2.Instance): void {
  waive(
    instance,
    'It passes on what the program asks of the internet: it needs an address there. Its group lets in web, worker and migration alone, at one port.',
    ...inPacks('EC2InstanceNoPublicIp'),
  )
  waive(
    instance,
    'It stands in the VPC: its interface names the subnet, where the rule does not look.',
    ...inPacks('EC2InstancesInVPC'),
  )
  waive(
    instance,
    'Whether it stands is measured each minute without detailed monitoring, and nothing else of it is watched.',
    'AwsSolutions-EC28',
    ...inPacks('EC2InstanceDetailedMonitoringEnabled', ['HIPAA.Security']),
  )
  waive(
    instance,
    'It keeps nothing, and a deploy that finds a newer image replaces it: protected from its end, it would stop that deploy.',
    'AwsSolutions-EC29',
  )
}
