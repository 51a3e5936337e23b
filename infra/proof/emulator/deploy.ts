import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { createStack, putParameter, type Region, resourcesOf, unknownTypes } from './cloudformation.ts'
import {
  type Pruned,
  prune,
  type Resource,
  type Template,
  withAnySender,
  withImage,
  withOutputs,
  withoutAttributes,
  withoutConditions,
  withSingleRegionKeys,
} from './prune.ts'

export type Deployed = {
  readonly stack: string
  readonly at: Region
  readonly outputs: Readonly<Record<string, string>>
  /** Physical names by logical ones. */
  readonly resources: Readonly<Record<string, string>>
  readonly pruned: Pruned
  readonly made: number
}

/** What the emulator does not make, of types that it knows. */
const knownKinds: Readonly<Record<string, (resource: Resource) => boolean>> = {
  // It runs a function while the stack is made; the emulator has no machine for it.
  'AWS::CloudFormation::CustomResource': ({ Type }) => Type === 'AWS::CloudFormation::CustomResource',
  'AWS::CloudWatch::Alarm of several metrics': ({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined,
}

function leftOut(unknown: readonly string[]): (resource: Resource) => string | undefined {
  return (resource) =>
    unknown.includes(resource.Type)
      ? resource.Type
      : Object.entries(knownKinds).find(([, isMeant]) => isMeant(resource))?.[0]
}

/** Which it does not give, though it knows the type. */
const unknownAttributes = /^AWS::SES::EmailIdentity\.DkimDNSToken/

/** It tells IAM nothing of what a request to KMS or SES holds, and has no TLS; the table of rights proves these conditions. */
const unknownKeys = /"(kms:EncryptionContext:purpose|ses:FromAddress|aws:SecureTransport|s3:TlsVersion)"/

/**
 * Deploys the stacks to the emulator in the order of their dependencies, each in its region, without the types that the emulator says it does
 * not know. Outputs of a stack in another region are looked up here, for the emulator looks in one region alone.
 */
export async function deploy(url: string, assembly: CloudAssembly): Promise<Deployed[]> {
  const done = new Map<string, Deployed>()
  for (const { stackName, environment, template: whole } of assembly.stacks) {
    const { account, region } = environment
    const at = { url, account, region }
    const { template, pruned } = prune(whole as Template, leftOut(await unknownTypes(at, whole)))
    const joined = withOutputs(
      withoutAttributes(withSingleRegionKeys(withImage(template)), unknownAttributes),
      (output) => {
        const other = done.get(output.StackName)
        if (!other) throw new Error(`${stackName} needs ${output.StackName}, which is not deployed.`)
        return other.at.region === region ? { 'Fn::GetStackOutput': output } : other.outputs[output.OutputName]
      },
    )
    const policed = withAnySender(withoutConditions(joined, unknownKeys)) as Template
    // What `cdk bootstrap` leaves in an account.
    await putParameter(at, '/cdk-bootstrap/hnb659fds/version', '30')
    const outputs = await createStack(at, stackName, policed)
    const resources = await resourcesOf(at, stackName)
    const made = Object.keys(template.Resources).length
    done.set(stackName, { stack: stackName, at, outputs, resources, pruned, made })
  }
  return [...done.values()]
}
