import { runSimulation } from '@cloud-copilot/iam-simulate'
import { policyAt, type Role } from './roles.ts'

export type Question = {
  readonly action: string
  readonly resource: string
  /** Keys of the request, such as `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string | string[]>>
}

export type Verdict = 'allowed' | 'denied'

/** What IAM would answer the role, as far as a simulator without an account can say it. */
export async function ask(role: Role, policies: ReadonlyMap<string, object>, question: Question): Promise<Verdict> {
  const { action, resource, context = {} } = question
  const { account } = role
  const resourcePolicy = policyAt(policies, resource)
  const result = await runSimulation(
    {
      request: {
        principal: role.arn.replace(/^arn:aws:iam::(\d+):role\/(.+)$/, 'arn:aws:sts::$1:assumed-role/$2/session'),
        action,
        resource: { resource, accountId: /^arn:aws:[\w-]+:[\w-]*:(\d{12}):/.exec(resource)?.[1] ?? account },
        contextVariables: {
          'aws:SecureTransport': 'true',
          'aws:RequestedRegion': role.region,
          ...(action.startsWith('s3:') && { 's3:TlsVersion': '1.3' }),
          ...context,
        },
      },
      identityPolicies: [...role.policies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy && { resourcePolicy }),
    },
    {},
  )
  if (result.resultType === 'error')
    throw new Error(`${role.name}, ${action} on ${resource}: ${JSON.stringify(result.errors)}`)
  return result.overallResult === 'Allowed' ? 'allowed' : 'denied'
}
