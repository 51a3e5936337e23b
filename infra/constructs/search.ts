import {
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  Lazy,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Profile, SearchProfile } from '../environments.ts'
import type { Network } from './network.ts'
import type { Service } from './service.ts'
import { waive } from './waive.ts'

/** Begins the names of all indexes. */
export const indexPrefix = 'tradewind'

/** OpenSearch, or nothing: then PostgreSQL answers searches, as it does whenever OpenSearch is away. */
export interface Search {
  /** None: there is nothing to watch. */
  readonly domain: opensearch.Domain | null
  grantUse(service: Service): void
  /** For the migration, which says to OpenSearch what the roles of the services may do. Its environment: `mappingEnvironment`. */
  grantMap(service: Service): void
  /** SEARCH_ENDPOINT (a host), SEARCH_MASTER_ROLE (to take), SEARCH_MEMBERS (roles of the services, commas between), SEARCH_PREFIX. */
  readonly mappingEnvironment: Readonly<Record<string, string>>
}

export type SearchProps = {
  readonly shop: string
  readonly size: SearchProfile
  readonly profile: Profile
  readonly network: Network
  readonly key: kms.IKey
  readonly logKey: kms.IKey
}

export const searchInDatabase: Search = {
  domain: null,
  grantUse: () => {},
  grantMap: () => {},
  mappingEnvironment: {},
}

/** A domain in the data tier. It holds a projection: the worker builds it anew from PostgreSQL. */
export class OpenSearch extends Construct implements Search {
  readonly domain: opensearch.Domain
  readonly #master: iam.Role
  readonly #members: string[] = []

  constructor(scope: Construct, id: string, { shop, size, profile, network, key, logKey }: SearchProps) {
    super(scope, id)
    const { account, region } = Stack.of(this)
    const hasMasters = size.masterNodes > 0
    const zones = Math.min(size.dataNodes, profile.zones)
    this.#master = new iam.Role(this, 'Master', {
      description: 'The master of OpenSearch; the migration takes it to say what other roles may do',
      assumedBy: new iam.AccountPrincipal(account),
    })
    const logGroups = this.#logGroups(shop, profile.logDays, logKey)
    this.domain = new opensearch.Domain(this, 'Domain', {
      domainName: shop,
      version: opensearch.EngineVersion.OPENSEARCH_3_7,
      vpc: network.vpc,
      vpcSubnets: [{ subnets: network.vpc.selectSubnets(network.subnets('data')).subnets.slice(0, zones) }],
      securityGroups: [network.groups.search],
      capacity: {
        dataNodes: size.dataNodes,
        dataNodeInstanceType: `${size.dataType}.search`,
        ...(hasMasters && { masterNodes: size.masterNodes, masterNodeInstanceType: `${size.masterType}.search` }),
        multiAzWithStandbyEnabled: hasMasters,
      },
      ...(zones > 1 && { zoneAwareness: { enabled: true, availabilityZoneCount: zones } }),
      ebs: { enabled: true, volumeType: ec2.EbsDeviceVolumeType.GP3, volumeSize: size.gigabytes },
      encryptionAtRest: { enabled: true, kmsKey: key },
      nodeToNodeEncryption: true,
      enforceHttps: true,
      tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
      fineGrainedAccessControl: { masterUserArn: this.#master.roleArn },
      logging: {
        auditLogEnabled: true,
        auditLogGroup: logGroups.audit,
        slowSearchLogEnabled: true,
        slowSearchLogGroup: logGroups['slow-search'],
        slowIndexLogEnabled: true,
        slowIndexLogGroup: logGroups['slow-index'],
        appLogEnabled: true,
        appLogGroup: logGroups.application,
      },
      suppressLogsResourcePolicy: true,
      enableAutoSoftwareUpdate: true,
      offPeakWindowEnabled: true,
      offPeakWindowStart: { hours: 1, minutes: 0 },
      enableVersionUpgrade: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.domain.node.addDependency(logGroups.policy)
    // Roles of this account, by their own rights: none without a signature. Set here, for the L2 sets it by a Lambda.
    const cfnDomain = this.domain.node.defaultChild as opensearch.CfnDomain
    cfnDomain.accessPolicies = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.AccountRootPrincipal()],
          actions: ['es:ESHttp*'],
          resources: [`arn:aws:es:${region}:${account}:domain/${shop}/*`],
        }),
      ],
    })
    const security = `arn:aws:es:${region}:${account}:domain/${shop}/_plugins/_security/api/*`
    waive(
      new iam.ManagedPolicy(this, 'MasterRights', {
        roles: [this.#master],
        statements: [new iam.PolicyStatement({ actions: ['es:ESHttpGet', 'es:ESHttpPut'], resources: [security] })],
      }),
      'The paths of the API that says what roles may do in this one domain; the role is taken by the migration alone.',
      `AwsSolutions-IAM5[Resource::${security}]`,
    )
    this.#waive(size)
  }

  grantUse(service: Service): void {
    this.#allow(service)
    this.#members.push(service.role.roleArn)
    const { region } = Stack.of(this)
    service.set({ SEARCH_URL: `opensearch+https://${this.domain.domainEndpoint}/${indexPrefix}?region=${region}` })
  }

  grantMap(service: Service): void {
    service.allow(['sts:AssumeRole'], [this.#master.roleArn])
  }

  get mappingEnvironment(): Readonly<Record<string, string>> {
    return {
      SEARCH_ENDPOINT: this.domain.domainEndpoint,
      SEARCH_MASTER_ROLE: this.#master.roleArn,
      SEARCH_MEMBERS: Lazy.string({ produce: () => this.#members.join(',') }),
      SEARCH_PREFIX: indexPrefix,
    }
  }

  #allow(service: Service): void {
    service.allow(['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut', 'es:ESHttpDelete'], [`${this.domain.domainArn}/*`])
  }

  #logGroups(shop: string, days: number, encryptionKey: kms.IKey) {
    const groupOf = (kind: string) =>
      new logs.LogGroup(this, kind, {
        logGroupName: `${shop}/search/${kind}`,
        retention: days,
        encryptionKey,
        removalPolicy: RemovalPolicy.RETAIN,
      })
    const groups = {
      audit: groupOf('audit'),
      application: groupOf('application'),
      'slow-search': groupOf('slow-search'),
      'slow-index': groupOf('slow-index'),
    }
    const policy = new logs.ResourcePolicy(this, 'LogPolicy', {
      resourcePolicyName: `${shop}-search`,
      policyStatements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('es.amazonaws.com')],
          actions: ['logs:PutLogEvents', 'logs:CreateLogStream'],
          resources: Object.values(groups).map((group) => group.logGroupArn),
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      ],
    })
    return { ...groups, policy }
  }

  #waive(size: SearchProfile): void {
    waive(
      this.domain,
      'The domain lies in the VPC, where no IP policy may be set: its security group lets in the groups of web, worker and migration alone, and each request is signed by a role that fine-grained access knows.',
      'AwsSolutions-OS3',
    )
    if (size.masterNodes === 0)
      waive(
        this.domain,
        'Without nodes that only lead: PostgreSQL answers searches while this domain is away, and the worker builds the index anew.',
        'AwsSolutions-OS4',
        'AwsSolutions-OS7',
      )
  }
}
