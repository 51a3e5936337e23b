import type { CfnResource } from 'aws-cdk-lib'
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type IApplyRule,
  type NagPack,
  NagRuleCompliance,
  NIST80053R5Checks,
  PCIDSS321Checks,
} from 'cdk-nag'

/** What a rule said of a resource, before anyone waived it. */
export type Objection = { readonly rule: string; readonly resource: CfnResource }

export type Recorded = {
  /** All rules that ran. */
  readonly rules: Set<string>
  /** Those of them that had something to judge: at least one resource of their kind. */
  readonly applied: Set<string>
  readonly objections: Objection[]
}

/** Any of the packs: they differ in their rules alone. */
type Pack = typeof AwsSolutionsChecks

/** The packs, each of which writes into `record` what its rules said: a pack itself tells of open findings alone. */
export function packs(record: Recorded): NagPack[] {
  return [AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks, HIPAASecurityChecks].map(
    (pack) => new (recorded(pack as unknown as Pack, record))(),
  )
}

function recorded(pack: Pack, { rules, applied, objections }: Recorded): Pack {
  return class extends pack {
    protected override applyRule(params: IApplyRule): void {
      const name = `${this.packName}-${params.ruleSuffixOverride ?? params.rule.name}`
      rules.add(name)
      const object = (rule: string) => {
        applied.add(name)
        objections.push({ rule, resource: params.node })
      }
      const rule: IApplyRule['rule'] = (resource) => {
        try {
          const result = params.rule(resource)
          if (Array.isArray(result)) for (const finding of result) object(`${name}[${finding}]`)
          else if (result === NagRuleCompliance.NON_COMPLIANT) object(name)
          else if (result !== NagRuleCompliance.NOT_APPLICABLE) applied.add(name)
          return result
        } catch (fault) {
          object(name)
          throw fault
        }
      }
      super.applyRule({ ...params, ruleSuffixOverride: params.ruleSuffixOverride ?? params.rule.name, rule })
    }
  }
}
