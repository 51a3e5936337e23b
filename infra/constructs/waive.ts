import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Rules that do not fit here and below. The reason stands in docs/reference/waivers.md, for a reader to check. */
export function waive(scope: IConstruct, reason: string, ...rules: readonly string[]): void {
  for (const id of rules) Validations.of(scope).acknowledge({ id, reason })
}

const packs = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'] as const

/** The same rule in each pack that has it. */
export const inPacks = (rule: string, having: readonly (typeof packs)[number][] = packs): string[] =>
  having.map((pack) => `${pack}-${rule}`)

/** One that the pack of PCI DSS does not have. */
export const inNistAndHipaa = (rule: string): string[] => inPacks(rule, ['HIPAA.Security', 'NIST.800.53.R5'])
