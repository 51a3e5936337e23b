import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate'
import { policyAt, type Role } from './roles.ts'

export type Question = {
  readonly action: string
  readonly resource: string
  /** Keys of the request, such as `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string | string[]>>
  /** Of a resource that stands in no template: what it says of who may use it. */
  readonly resourcePolicy?: object
}

export type Verdict = 'allowed' | 'denied'

/** A question about a role, and what the answer has to be. */
export type Row = Question & { readonly role: Role; readonly verdict: Verdict }

/** What IAM would answer the role, as far as a simulator without an account can say it. */
export async function ask(role: Role, policies: ReadonlyMap<string, object>, question: Question): Promise<Verdict> {
  const { action, resource, context = {} } = question
  const { account } = role
  const resourcePolicy = question.resourcePolicy ?? policyAt(policies, resource)
  const simulation: Simulation = {
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
    ...(role.boundary && { permissionBoundaryPolicies: [role.boundary] }),
  }
  const result = await runSimulation(withKnownKeys(simulation), {})
  if (result.resultType === 'error')
    throw new Error(`${role.name}, ${action} on ${resource}: ${JSON.stringify(result.errors)}`)
  return result.overallResult === 'Allowed' ? 'allowed' : 'denied'
}

/**
 * The simulator drops keys that end with a name of the caller's own after a colon, such as kms:EncryptionContext:purpose, and keeps those with a
 * slash: policies and request name them alike so, and the comparison of texts is the same.
 */
const withKnownKeys = (simulation: Simulation): Simulation =>
  JSON.parse(JSON.stringify(simulation).replaceAll('kms:EncryptionContext:', 'aws:PrincipalTag/EncryptionContext-'))
