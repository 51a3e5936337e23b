import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Rules that do not fit here and below. The reason stands in docs/reference/waivers.md, for a reader to check. */
export function waive(scope: IConstruct, reason: string, ...rules: readonly string[]): void {
  for (const id of rules) Validations.of(scope).acknowledge({ id, reason })
}

/** The same rule in each pack that has it: `HIPAA.Security`, `NIST.800.53.R5`, `PCI.DSS.321`. */
export const inPacks = (rule: string): string[] =>
  ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => `${pack}-${rule}`)
