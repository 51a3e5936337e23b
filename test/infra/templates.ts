import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../dev/places.ts'
import { settings } from '../../src/config.ts'
import { secretPlaceOf } from '../../src/kit/secret.ts'

export type Resource = { Type: string; Properties: Record<string, unknown> }
export type Template = {
  Resources: Record<string, Resource>
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>
}

/** One stack as it would go to CloudFormation. */
export type Stack = { id: string; name: string; region: string; account: string; template: Template }

export const profileNames = ['small', 'standard', 'global'] as const
export type ProfileName = (typeof profileNames)[number]

/** The sentence with which tests of the templates are skipped, or false. */
export const withoutInfra: string | false = existsSync(join(root, 'infra/node_modules/aws-cdk-lib/package.json'))
  ? false
  : 'infra/node_modules is not installed: `npm ci` in infra/ brings it'

const script = `
  const { synthesize } = await import(process.argv[1])
  const { stacks } = synthesize(process.argv[2])
  process.stdout.write(JSON.stringify(stacks.map(({ id, stackName: name, environment, template }) =>
    ({ id, name, region: environment.region, account: environment.account, template }))))
`
const made = new Map<ProfileName, Stack[]>()

/** All stacks of a profile, made by a process of infra's own. */
export function stacksOf(profile: ProfileName): Stack[] {
  const known = made.get(profile)
  if (known) return known
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
      join(root, 'infra/proof/synth.ts'),
      profile,
    ],
    { cwd: join(root, 'infra'), encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  assert.equal(status, 0, stderr)
  const stacks = JSON.parse(stdout) as Stack[]
  made.set(profile, stacks)
  return stacks
}

/** What AWS would tell of a resource, well-formed, by its type and attribute. */
const told: Readonly<Record<string, (stack: Stack, properties: Record<string, unknown>) => string>> = {
  'AWS::KMS::Key.Arn': keyArn,
  'AWS::KMS::Key.Ref': () => 'mrk-1234abcd12ab34cd56ef1234567890ab',
  'AWS::KMS::ReplicaKey.Arn': keyArn,
  'AWS::RDS::DBInstance.Endpoint.Address': () => 'shop.abcdefghijkl.eu-central-1.rds.amazonaws.com',
  'AWS::RDS::DBCluster.Endpoint.Address': () => 'shop.cluster-abcdefghijkl.eu-central-1.rds.amazonaws.com',
  'AWS::OpenSearchService::Domain.DomainEndpoint': () => 'vpc-shop-abcdefghijklmnop.eu-central-1.es.amazonaws.com',
  'AWS::S3::Bucket.Ref': (_, { BucketName }) => String(BucketName ?? 'a-bucket'),
  'AWS::DynamoDB::GlobalTable.Ref': (_, { TableName }) => String(TableName ?? 'a-table'),
  'AWS::Logs::LogGroup.Ref': (_, { LogGroupName }) => String(LogGroupName ?? 'a-log-group'),
  'AWS::IAM::Role.Arn': ({ account }) => `arn:aws:iam::${account}:role/a-role`,
}

function keyArn({ region, account }: Stack): string {
  return `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
}

/** A value of a template as text, as CloudFormation would put it together. Throws at what nobody has told. */
export function resolve(value: unknown, stack: Stack, all: readonly Stack[]): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  const [[intrinsic, given] = ['', undefined]] = Object.entries(value as Record<string, unknown>)
  const text = (part: unknown) => resolve(part, stack, all)
  switch (intrinsic) {
    case 'Ref':
      return pseudo(String(given), stack) ?? attribute(String(given), 'Ref', stack, all)
    case 'Fn::GetAtt': {
      const [id = '', name = ''] = given as string[]
      return attribute(id, name, stack, all)
    }
    case 'Fn::Base64':
      return text(given)
    case 'Fn::Join': {
      const [between, parts] = given as [string, unknown[]]
      return parts.map(text).join(between)
    }
    case 'Fn::Sub':
      return String(given).replace(/\$\{([^}]+)\}/g, (_, name: string) => text({ Ref: name }))
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = given as { StackName: string; OutputName: string }
      const other = all.find(({ name }) => name === StackName)
      const output = other?.template.Outputs?.[OutputName]
      assert.ok(other && output, `${StackName} has no output ${OutputName}.`)
      return resolve(output.Value, other, all)
    }
    case 'Fn::ImportValue': {
      for (const other of all)
        for (const { Value, Export } of Object.values(other.template.Outputs ?? {}))
          if (Export && resolve(Export.Name, other, all) === text(given)) return resolve(Value, other, all)
      return assert.fail(`Nobody exports ${text(given)}.`)
    }
    default:
      return assert.fail(`The templates use ${intrinsic || JSON.stringify(value)}, which this test does not know.`)
  }
}

const pseudo = (name: string, { region, account, name: stackName }: Stack): string | undefined =>
  ({
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
  })[name]

function attribute(id: string, name: string, stack: Stack, all: readonly Stack[]): string {
  const resource = stack.template.Resources[id]
  assert.ok(resource, `${stack.name} has no resource ${id}.`)
  const tell = told[`${resource.Type}.${name}`]
  assert.ok(tell, `Nobody has told what ${resource.Type}.${name} looks like.`)
  const plain = Object.entries(resource.Properties ?? {}).map(([key, value]) => [
    key,
    value !== null && typeof value === 'object' && !Array.isArray(value) ? tryResolve(value, stack, all) : value,
  ])
  return tell(stack, Object.fromEntries(plain))
}

function tryResolve(value: object, stack: Stack, all: readonly Stack[]): unknown {
  try {
    return resolve(value, stack, all)
  } catch {
    return undefined
  }
}

/** Resources of one type, with their logical ids. */
export const resourcesOf = ({ template }: Stack, type: string) =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)

/** The user data of each launch template of a stack, by the name of the template. */
export function userDataOf(stack: Stack, all: readonly Stack[]): Map<string, string> {
  return new Map(
    resourcesOf(stack, 'AWS::EC2::LaunchTemplate').map(([, { Properties }]) => {
      const { UserData } = Properties.LaunchTemplateData as { UserData: unknown }
      return [String(Properties.LaunchTemplateName), resolve(UserData, stack, all)]
    }),
  )
}

/** The lines between `cat >PATH <<'END'` and `END`, as systemd reads them. */
export function fileIn(userData: string, path: string): Record<string, string> {
  const [, text] = userData.split(`cat >${path} <<'END'\n`)
  assert.ok(text !== undefined, `The user data writes no ${path}.`)
  const lines = text.slice(0, text.indexOf('\nEND\n')).split('\n')
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

const standIns: Readonly<Record<string, string>> = {
  SECRET: 'a stand-in of a test, 32 characters or more',
  DATABASE_PASSWORD: 'a-stand-in',
  PAYMENTS_KEY: 'sk_live_stand_in',
  PAYMENTS_WEBHOOK_SECRET: 'whsec_stand_in',
  OPERATOR_TOKEN: 'a-stand-in-of-a-test-of-32-letters-or-more',
  MAIL_PASSWORD: 'a-stand-in',
}

/** The same with a well-formed value for each secret. What is a secret and names no place is a fault of the templates. */
export function withStandIns(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const isSecret = name in settings && settings[name as keyof typeof settings].secret !== undefined
      if (!isSecret) return [name, value]
      assert.ok(secretPlaceOf(value), `${name} stands in the template.`)
      return [name, standIns[name] ?? assert.fail(`There is no stand-in for ${name}.`)]
    }),
  )
}
