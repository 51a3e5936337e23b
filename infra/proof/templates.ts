import { Template } from 'aws-cdk-lib/assertions'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import type { ProfileName } from '../environments.ts'
import { example as deployment } from './example.ts'
import { synthesize } from './synth.ts'

const assemblies = new Map<ProfileName, CloudAssembly>()

/** The template of one stack; a profile is synthesized once in a process. */
export function templateOf(profile: ProfileName, stack: string): Template {
  const assembly = assemblies.get(profile) ?? synthesize(profile)
  assemblies.set(profile, assembly)
  return Template.fromJSON(assembly.getStackByName(`${deployment.name}-${stack}`).template)
}

export type Statement = {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What the roles of a process may do: the statements of the policies whose logical ids begin with `process`. */
export function statementsOf(template: Template, process: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.startsWith(process))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
}
