import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, CfnResource, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib'
import { type CloudAssembly, FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT as failSynthOnFindings } from 'aws-cdk-lib/cx-api'
import type { ProfileName } from '../environments.ts'
import { packs, type Record } from './nag.ts'
import { appOf } from './synth.ts'

export type Finding = {
  readonly rule: string
  readonly path: string
  readonly said: string
}

/** A finding that a construct, or one above it, has acknowledged. */
export type Waived = {
  readonly rule: string
  readonly path: string
  /** The construct that acknowledged it. */
  readonly at: string
  readonly reason: string
}

export type Acknowledgement = { readonly rule: string; readonly at: string; readonly reason: string }

export type Examination = {
  readonly profile: ProfileName
  readonly assembly: CloudAssembly
  readonly rules: number
  readonly applied: number
  readonly resources: number
  readonly open: readonly Finding[]
  readonly waived: readonly Waived[]
  readonly acknowledgements: readonly Acknowledgement[]
}

type Report = {
  readonly pluginReports: readonly {
    readonly pluginName: string
    readonly conclusion: 'success' | 'failure'
    readonly metadata?: { readonly error?: string }
    readonly violations: readonly Violation[]
    readonly suppressedViolations?: readonly (Violation & { reason?: string; acknowledgedAt?: string })[]
  }[]
}
type Violation = {
  readonly ruleName: string
  readonly description: string
  readonly violatingConstructs: readonly { readonly constructPath: string }[]
}

/** Synthesizes a profile as a deployment does, with no account at hand, and has every rule look at every resource. */
export function examine(profile: ProfileName): Examination {
  // The findings are read from the report; the CDK would print them and throw.
  const app = appOf(profile, {}, { [failSynthOnFindings]: false })
  const record: Record = { rules: new Set(), applied: new Set(), objections: [] }
  Validations.of(app).addPlugins(...packs(record), new CloudFormationValidatePlugin())
  const assembly = app.synth()
  const manifest = JSON.parse(readFileSync(join(assembly.directory, 'manifest.json'), 'utf8'))
  const report: Report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'))

  const open: Finding[] = []
  const waived: Waived[] = []
  for (const missing of manifest.missing ?? [])
    open.push({ rule: 'look-up', path: '', said: `asks an account for ${missing.key}` })
  for (const { pluginName, metadata, conclusion, violations, suppressedViolations } of report.pluginReports) {
    if (conclusion === 'failure' && violations.length === 0)
      open.push({ rule: pluginName, path: '', said: metadata?.error ?? 'did not run to its end' })
    for (const { ruleName, description, violatingConstructs } of violations)
      for (const { constructPath } of violatingConstructs)
        open.push({ rule: ruleName, path: constructPath, said: description })
    for (const { ruleName, violatingConstructs, reason = '', acknowledgedAt = '' } of suppressedViolations ?? [])
      for (const { constructPath } of violatingConstructs)
        waived.push({ rule: ruleName, path: constructPath, at: acknowledgedAt, reason })
  }
  const acknowledgements = acknowledgementsOf(app)
  for (const { rule, resource } of record.objections) {
    const path = resource.node.path
    const by = acknowledged(acknowledgements, rule, path)
    if (by) waived.push({ rule, path, at: by.at, reason: by.reason })
  }
  return {
    profile,
    assembly,
    rules: record.rules.size,
    applied: record.applied.size,
    resources: app.node.findAll().filter(CfnResource.isCfnResource).length,
    open,
    waived,
    acknowledgements,
  }
}

/** The acknowledgement of a rule that counts for a construct: its own, or the nearest above. */
export function acknowledged(all: readonly Acknowledgement[], rule: string, path: string): Acknowledgement | undefined {
  return all
    .filter(({ at, ...its }) => its.rule === rule && (at === '' || path === at || path.startsWith(`${at}/`)))
    .sort((a, b) => b.at.length - a.at.length)[0]
}

function acknowledgementsOf(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as globalThis.Record<string, string>).map(([id, reason]) => ({
          rule: id.replace(/^annotation::/i, ''),
          at: node.path,
          reason,
        })),
      ),
  )
}
