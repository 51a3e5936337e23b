import type { Deployed } from './deployed.ts'
import type { Role } from './roles.ts'
import type { Row } from './table.ts'

type Told = Omit<Row, 'role'>

/** Rows of the roles that run none of the program: those that deploy, copy, look and write down. */
export function otherRows(deployed: Deployed): Row[] {
  return (
    deployed.roles
      // What AWS's own policies allow stands in no template.
      .filter(({ ofAws }) => ofAws.length === 0)
      .filter(({ name }) => !deployed.services.some(({ role }) => role.name === name))
      .flatMap((role) => {
        const own = Object.entries(rowsByRole).find(([part]) => role.name.includes(part))
        if (!own) throw new Error(`infra/proof/rights/other-roles.ts has no rows for ${role.name}.`)
        return [...own[1](role, deployed), ...ofAll(role, deployed)].map((row) => ({ role, ...row }))
      })
  )
}

const said = (
  verdict: Told['verdict'],
  actions: readonly string[],
  resource: string,
  more: Partial<Told> = {},
): Told[] => actions.map((action) => ({ verdict, action, resource, ...more }))

/** What none of them may do. */
function ofAll({ region, account }: Role, { templates, roles }: Deployed): Told[] {
  const arnsOf = (type: string) => templates.find(type).map((found) => templates.arnOf(found))
  return [
    ...roles.flatMap(({ arn }) => said('denied', ['iam:PassRole', 'iam:PutRolePolicy', 'iam:DeleteRole'], arn)),
    ...arnsOf('AWS::KMS::Key').flatMap((arn) => said('denied', ['kms:Decrypt', 'kms:ScheduleKeyDeletion'], arn)),
    ...arnsOf('AWS::DynamoDB::GlobalTable').flatMap((arn) =>
      said('denied', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteTable'], arn),
    ),
    ...arnsOf('AWS::S3::Bucket').flatMap((arn) => [
      ...said('denied', ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutReplicationConfiguration'], arn),
      ...said('denied', ['s3:GetObject', 's3:DeleteObject'], `${arn}/media/card-400.jpg`),
    ]),
    ...arnsOf('AWS::SecretsManager::Secret')
      .filter((arn) => !arn.endsWith('/canary'))
      .flatMap((arn) => said('denied', ['secretsmanager:GetSecretValue'], `${arn}-AbCdEf`)),
    ...said('denied', ['cloudtrail:StopLogging'], `arn:aws:cloudtrail:${region}:${account}:trail/shop`),
    ...said('denied', ['backup:DeleteBackupVault'], `arn:aws:backup:${region}:${account}:backup-vault:shop`),
    ...said('denied', ['ses:SendEmail'], `arn:aws:ses:${region}:${account}:identity/shop.example`),
  ]
}

/** By a part of the role's name in its template. */
const rowsByRole: Readonly<Record<string, (role: Role, deployed: Deployed) => Told[]>> = {
  // Of `cdk bootstrap`, whose roles let in whoever of the account is allowed to take them.
  'account/DeployRole': ({ account, region }) => {
    const bootstrap = (role: string) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-${account}-${region}`
    const resourcePolicy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } },
    }
    return [
      ...['deploy-role', 'file-publishing-role'].flatMap((role) =>
        said('allowed', ['sts:AssumeRole'], bootstrap(role), { resourcePolicy }),
      ),
      ...['cfn-exec-role', 'lookup-role', 'image-publishing-role'].flatMap((role) =>
        said('denied', ['sts:AssumeRole'], bootstrap(role), { resourcePolicy }),
      ),
      ...said('denied', ['sts:AssumeRole'], `arn:aws:iam::${account}:role/another`, { resourcePolicy }),
      ...said('denied', ['cloudformation:DeleteStack'], `arn:aws:cloudformation:${region}:${account}:stack/any/id`),
    ]
  },
  'account/TrailWriter': ({ account, region }) => {
    const log = `arn:aws:logs:${region}:${account}:log-group:another`
    return said('denied', ['logs:DeleteLogGroup', 'logs:PutRetentionPolicy'], log)
  },
  NetworkFlow: ({ account, region }) => {
    const log = `arn:aws:logs:${region}:${account}:log-group:another`
    return said('denied', ['logs:DeleteLogGroup', 'logs:PutRetentionPolicy'], log)
  },
  SearchMaster: ({ account, region }, { templates }) =>
    templates
      .find('AWS::OpenSearchService::Domain')
      .filter((domain) => domain.region === region && domain.account === account)
      .map((domain) => templates.arnOf(domain))
      .flatMap((domain) => [
        ...said('allowed', ['es:ESHttpPut'], `${domain}/_plugins/_security/api/roles/program`),
        ...said('denied', ['es:ESHttpGet', 'es:ESHttpPut', 'es:ESHttpDelete'], `${domain}/tradewind.de/_doc/1`),
        ...said('denied', ['es:DeleteDomain', 'es:UpdateDomainConfig'], domain),
      ]),
  MediaReplication: ({ account }) => [
    ...said(
      'allowed',
      ['s3:GetObjectVersionForReplication'],
      `arn:aws:s3:::tradewind-media-${account}-eu-central-1/media/a.jpg`,
    ),
    ...said('allowed', ['s3:ReplicateObject'], `arn:aws:s3:::tradewind-media-${account}-eu-west-1/media/a.jpg`),
    ...said('denied', ['s3:ReplicateObject'], 'arn:aws:s3:::a-foreign-bucket/media/a.jpg'),
    ...said('denied', ['s3:PutObject'], `arn:aws:s3:::tradewind-media-${account}-eu-west-1/media/a.jpg`),
  ],
  Canary: ({ region }, { templates }) =>
    templates
      .find('AWS::S3::Bucket')
      .map((bucket) => templates.arnOf(bucket))
      .flatMap((arn) => {
        const isOwn = arn.includes('-canary-') && arn.endsWith(region)
        return said(isOwn ? 'allowed' : 'denied', ['s3:PutObject'], `${arn}/buy/picture.png`)
      }),
  // The machine that leads out of the network of a small shop runs nothing of ours.
  NatInstance: () => [],
}
