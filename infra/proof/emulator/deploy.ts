import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { createStack, type Region, resourcesOf, unknownTypes } from './cloudformation.ts'
import { type Pruned, prune, type Template, withOutputs } from './prune.ts'

export type Deployed = {
  readonly stack: string
  readonly at: Region
  readonly outputs: Readonly<Record<string, string>>
  /** Physical names by logical ones. */
  readonly resources: Readonly<Record<string, string>>
  readonly pruned: Pruned
  readonly made: number
}

/** They run a function while the stack is made, and the emulator has no machine for it. */
const needFunctions = ['AWS::CloudFormation::CustomResource']

/**
 * Deploys the stacks to the emulator in the order of their dependencies, each in its region, without the types that the emulator says it does
 * not know. Outputs of a stack in another region are looked up here, for the emulator looks in one region alone.
 */
export async function deploy(url: string, assembly: CloudAssembly): Promise<Deployed[]> {
  const done = new Map<string, Deployed>()
  for (const { stackName, environment, template: whole } of assembly.stacks) {
    const { account, region } = environment
    const at = { url, account, region }
    const { template, pruned } = prune(whole as Template, [...(await unknownTypes(at, whole)), ...needFunctions])
    const joined = withOutputs(template, (output) => {
      const other = done.get(output.StackName)
      if (!other) throw new Error(`${stackName} needs ${output.StackName}, which is not deployed.`)
      return other.at.region === region ? { 'Fn::GetStackOutput': output } : other.outputs[output.OutputName]
    })
    const outputs = await createStack(at, stackName, joined)
    const resources = await resourcesOf(at, stackName)
    const made = Object.keys(template.Resources).length
    done.set(stackName, { stack: stackName, at, outputs, resources, pruned, made })
  }
  return [...done.values()]
}
