import type { Found, Templates } from './templates.ts'

export type Statement = {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export type Role = {
  /** `STACK/RESOURCE` of the template. */
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  /** As AWS would read them: those of the role and those that name it. */
  readonly policies: readonly { readonly name: string; readonly policy: object }[]
  /** ARNs of policies that AWS keeps; what they allow stands in no template. */
  readonly ofAws: readonly string[]
  readonly trust: object
  /** What it may never do more than. */
  readonly boundary: { readonly name: string; readonly policy: object } | undefined
}

/** All roles of the templates, with all policies that the templates give them. */
export function rolesOf(templates: Templates): Role[] {
  const apart = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => templates.find(type))
  return templates.find('AWS::IAM::Role').map((role) => roleOf(templates, role, apart))
}

function roleOf(templates: Templates, role: Found, apart: readonly Found[]): Role {
  const own = (templates.property(role, 'Policies') ?? []) as { PolicyName: string; PolicyDocument: object }[]
  const attached = (templates.property(role, 'ManagedPolicyArns') ?? []) as string[]
  const roleName = templates.answer(role.stack, { Ref: role.id })
  const naming = apart.filter(
    (policy) =>
      (policy.stack === role.stack &&
        ((templates.property(policy, 'Roles') ?? []) as string[]).includes(roleName as string)) ||
      (policy.resource.Type === 'AWS::IAM::ManagedPolicy' && attached.includes(templates.arnOf(policy))),
  )
  const known = new Map(apart.map((policy) => [templates.arnOf(policy), policy]))
  const limit = known.get(templates.property(role, 'PermissionsBoundary') as string)
  const documentOf = (policy: Found) => templates.property(policy, 'PolicyDocument') as object
  return {
    name: `${role.stack}/${role.id}`,
    arn: templates.arnOf(role),
    account: role.account,
    region: role.region,
    policies: [
      ...own.map(({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy })),
      ...naming.map((policy) => ({
        name: policy.id,
        policy: documentOf(policy),
      })),
    ],
    ofAws: attached.filter((arn) => !known.has(arn)),
    trust: templates.property(role, 'AssumeRolePolicyDocument') as object,
    boundary: limit && { name: limit.id, policy: documentOf(limit) },
  }
}

/** Statements of a policy, lists always as lists. */
export function statementsOf(policy: object): Statement[] {
  const { Statement: given } = policy as { Statement: Record<string, unknown> | Record<string, unknown>[] }
  return [given].flat().map(({ Effect, Action, Resource, Condition, NotAction, NotResource }) => {
    if (NotAction !== undefined || NotResource !== undefined)
      throw new Error('NotAction and NotResource allow what nobody has named.')
    return {
      effect: Effect === 'Deny' ? 'Deny' : 'Allow',
      actions: listOf(Action),
      resources: listOf(Resource),
      conditions: (Condition ?? {}) as Statement['conditions'],
    }
  })
}

const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String))

export const allowedBy = (role: Role): Statement[] =>
  role.policies.flatMap(({ policy }) => statementsOf(policy)).filter(({ effect }) => effect === 'Allow')

/** What a resource itself says of who may use it, by its ARN. */
export function resourcePolicies(templates: Templates): Map<string, object> {
  const found = new Map<string, object>()
  for (const { arn, trust } of rolesOf(templates)) found.set(arn, trust)
  for (const type of ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'])
    for (const key of templates.find(type))
      found.set(templates.arnOf(key), templates.property(key, 'KeyPolicy') as object)
  for (const policy of templates.find('AWS::S3::BucketPolicy'))
    found.set(
      `arn:aws:s3:::${templates.property(policy, 'Bucket')}`,
      templates.property(policy, 'PolicyDocument') as object,
    )
  for (const domain of templates.find('AWS::OpenSearchService::Domain')) {
    const access = templates.property(domain, 'AccessPolicies')
    if (access) found.set(templates.arnOf(domain), access as object)
  }
  return found
}

/** The policy of the bucket, key, domain or role that a resource lies in. */
export function policyAt(policies: ReadonlyMap<string, object>, resource: string): object | undefined {
  const owner = [...policies.keys()].find((arn) => resource === arn || resource.startsWith(`${arn}/`))
  return owner === undefined ? undefined : policies.get(owner)
}
