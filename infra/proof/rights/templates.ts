import type { CloudAssembly } from 'aws-cdk-lib/cx-api'

export type Resource = {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

type Template = {
  readonly Resources?: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>
}

export type Place = { readonly stack: string; readonly region: string; readonly account: string }

/** A resource of a template, with its intrinsics answered. */
export type Found = Place & { readonly id: string; readonly resource: Resource }

/**
 * The templates of a deployment with every intrinsic answered: names that the templates give are taken, and whatever only AWS would know has a
 * stand-in made of the stack's and the resource's name. The same resource has the same ARN from whichever stack it is looked at.
 */
export class Templates {
  readonly #templates = new Map<string, { place: Place; template: Template }>()

  constructor(assembly: CloudAssembly) {
    for (const { stackName, environment, template } of assembly.stacks) {
      const { region, account } = environment
      this.#templates.set(stackName, { place: { stack: stackName, region, account }, template })
    }
  }

  /** All resources of a type; of all types where none is given. */
  find(type?: string): Found[] {
    return [...this.#templates.values()].flatMap(({ place, template }) =>
      Object.entries(template.Resources ?? {})
        .filter(([, { Type }]) => type === undefined || Type === type)
        .map(([id, resource]) => ({ ...place, id, resource })),
    )
  }

  /** A property, answered. */
  property({ stack, resource }: Found, name: string): unknown {
    return this.answer(stack, resource.Properties?.[name])
  }

  arnOf({ stack, id }: Found): string {
    return this.#attribute(stack, id, 'Arn')
  }

  /** Any value of a template without its intrinsics. */
  answer(stack: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.answer(stack, one)).filter((one) => one !== noValue)
    if (typeof value !== 'object' || value === null) return value
    const [[name, given] = ['', undefined], ...more] = Object.entries(value)
    const intrinsic = more.length === 0 && /^(Ref|Fn::\w+)$/.test(name)
    if (intrinsic) return this.#intrinsic(stack, name, given)
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, one]) => [key, this.answer(stack, one)] as const)
        .filter(([, one]) => one !== noValue),
    )
  }

  #intrinsic(stack: string, name: string, given: unknown): unknown {
    const answered = () => this.answer(stack, given)
    switch (name) {
      case 'Ref':
        return this.#reference(stack, given as string)
      case 'Fn::GetAtt': {
        const [id = '', attribute = ''] = Array.isArray(given) ? (given as string[]) : String(given).split('.')
        return this.#attribute(stack, id, attribute)
      }
      case 'Fn::Join': {
        const [between, parts] = answered() as [string, string[]]
        return parts.join(between)
      }
      case 'Fn::Select': {
        const [index, list] = answered() as [number | string, string[]]
        return list[Number(index)]
      }
      case 'Fn::Split': {
        const [between, text] = answered() as [string, string]
        return text.split(between)
      }
      case 'Fn::Sub':
        return this.#substituted(stack, given)
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${this.#of(stack).place.region}${zone}`)
      case 'Fn::GetStackOutput':
        return this.#output(given as { StackName: string; OutputName: string })
      case 'Fn::Base64':
        return answered()
      default:
        return `${name}(${JSON.stringify(answered())})`
    }
  }

  #substituted(stack: string, given: unknown): string {
    const [text, values] = Array.isArray(given)
      ? (given as [string, Record<string, unknown>])
      : [given as string, {} as Record<string, unknown>]
    return text.replace(/\$\{(!?)([\w.:]+)\}/g, (whole, literal, name: string) => {
      if (literal) return whole.replace('!', '')
      if (name in values) return String(this.answer(stack, values[name]))
      const [id = '', ...attribute] = name.split('.')
      return attribute.length > 0
        ? this.#attribute(stack, id, attribute.join('.'))
        : String(this.#reference(stack, name))
    })
  }

  #output({ StackName: name, OutputName: output }: { StackName: string; OutputName: string }): unknown {
    const found = this.#of(name).template.Outputs?.[output]
    if (!found) throw new Error(`${name} has no output ${output}.`)
    return this.answer(name, found.Value)
  }

  #reference(stack: string, name: string): unknown {
    const { place, template } = this.#of(stack)
    const pseudo: Record<string, unknown> = {
      'AWS::Partition': 'aws',
      'AWS::AccountId': place.account,
      'AWS::Region': place.region,
      'AWS::StackName': stack,
      'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stack}/00000000-0000-0000-0000-000000000000`,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::NoValue': noValue,
    }
    if (name in pseudo) return pseudo[name]
    const resource = template.Resources?.[name]
    if (!resource) return `parameter-${name}`
    const { refIsArn } = kindOf(resource.Type)
    return refIsArn ? this.#attribute(stack, name, 'Arn') : this.#nameOf(stack, name, resource)
  }

  #nameOf(stack: string, id: string, { Type, Properties = {} }: Resource): string {
    const { named } = kindOf(Type)
    const given = named && Properties[named]
    const name = given === undefined ? `${stack}-${id}` : String(this.answer(stack, given))
    return Type === 'AWS::S3::Bucket' ? name.toLowerCase() : name
  }

  #attribute(stack: string, id: string, attribute: string): string {
    const { place, template } = this.#of(stack)
    const resource = template.Resources?.[id]
    if (!resource) throw new Error(`${stack} has no resource ${id}.`)
    const name = this.#nameOf(stack, id, resource)
    const { arn } = kindOf(resource.Type)
    if (!/Arn$/.test(attribute)) return `${name}.${attribute}`
    const [service, type, isGlobal] = arn ?? [
      resource.Type.split('::')[1]?.toLowerCase(),
      `${resource.Type.split('::')[2]}/`,
    ]
    const { region, account } = place
    return service === 's3'
      ? `arn:aws:s3:::${name}`
      : `arn:aws:${service}:${isGlobal ? '' : region}:${account}:${type}${name}${service === 'logs' ? ':*' : ''}`
  }

  #of(stack: string): { place: Place; template: Template } {
    const found = this.#templates.get(stack)
    if (!found) throw new Error(`There is no stack ${stack}.`)
    return found
  }
}

const noValue = Symbol('AWS::NoValue')

type Kind = {
  /** The property that names it. */
  readonly named?: string
  /** Service and what stands before the name; whether it is of no region. */
  readonly arn?: readonly [string, string, boolean?]
  readonly refIsArn?: boolean
}

const kinds: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': { named: 'BucketName', arn: ['s3', ''] },
  'AWS::DynamoDB::GlobalTable': { named: 'TableName', arn: ['dynamodb', 'table/'] },
  'AWS::KMS::Key': { arn: ['kms', 'key/'] },
  'AWS::KMS::ReplicaKey': { arn: ['kms', 'key/'] },
  'AWS::IAM::Role': { named: 'RoleName', arn: ['iam', 'role/', true] },
  'AWS::IAM::ManagedPolicy': { named: 'ManagedPolicyName', arn: ['iam', 'policy/', true], refIsArn: true },
  'AWS::SecretsManager::Secret': { named: 'Name', arn: ['secretsmanager', 'secret:'], refIsArn: true },
  'AWS::Logs::LogGroup': { named: 'LogGroupName', arn: ['logs', 'log-group:'] },
  'AWS::Lambda::Function': { named: 'FunctionName', arn: ['lambda', 'function:'] },
  'AWS::OpenSearchService::Domain': { named: 'DomainName', arn: ['es', 'domain/'] },
  'AWS::SNS::Topic': { named: 'TopicName', arn: ['sns', ''], refIsArn: true },
  'AWS::Backup::BackupVault': { named: 'BackupVaultName', arn: ['backup', 'backup-vault:'] },
  'AWS::CloudTrail::Trail': { named: 'TrailName', arn: ['cloudtrail', 'trail/'] },
  'AWS::RDS::DBInstance': { named: 'DBInstanceIdentifier', arn: ['rds', 'db:'] },
  'AWS::RDS::DBCluster': { named: 'DBClusterIdentifier', arn: ['rds', 'cluster:'] },
  'AWS::RDS::GlobalCluster': { named: 'GlobalClusterIdentifier', arn: ['rds', 'global-cluster:', true] },
  'AWS::SES::EmailIdentity': { named: 'EmailIdentity', arn: ['ses', 'identity/'] },
  'AWS::SES::ConfigurationSet': { named: 'Name', arn: ['ses', 'configuration-set/'] },
}

const kindOf = (type: string): Kind => kinds[type] ?? {}
