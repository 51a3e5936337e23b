import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type App, CfnResource, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib'
import { type CloudAssembly, FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT as failsSynth } from 'aws-cdk-lib/cx-api'
import type { ProfileName } from '../environments.ts'
import { packs, type Recorded } from './nag.ts'
import { appOf } from './synth.ts'
import { pathsOf } from './template-set.ts'

export type Finding = { readonly rule: string; readonly path: string; readonly said: string }

export type Acknowledgement = {
  readonly rule: string
  /** The construct that acknowledged it, for itself and all below. */
  readonly at: string
  readonly reason: string
}

/** A finding that an acknowledgement covers. */
export type Waived = Acknowledgement & { readonly finding: string; readonly path: string }

export type Examination = {
  readonly assembly: CloudAssembly
  /** Per stack: the path of the construct behind each logical ID. */
  readonly paths: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Of the rules of the packs. */
  readonly names: ReadonlySet<string>
  readonly rules: number
  /** Those of the packs that found something to judge. */
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
    readonly suppressedViolations?: readonly (Violation & {
      readonly acknowledgedId: string
      readonly acknowledgedAt?: string
      readonly reason?: string
    })[]
  }[]
}
type Violation = {
  readonly ruleName: string
  readonly description: string
  readonly violatingConstructs: readonly { readonly constructPath: string }[]
}

const validator = new CloudFormationValidatePlugin()

/** The CDK has its validator show errors and warnings; rules that only inform are not counted. */
const rulesOfValidator = (() => {
  const require = createRequire(import.meta.url)
  const { CompositeEngine } = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate')
  const rules: { severity: string }[] = new CompositeEngine({}).listRules()
  return rules.filter(({ severity }) => severity !== 'INFO').length
})()

/** Findings are read from the report, whatever their severity; the CDK itself would throw at the graver ones. */
export const quietly = { [failsSynth]: false }

/** Synthesizes a profile as a deployment does, with no account at hand, and has every rule look at every resource. */
export const examine = (profile: ProfileName): Examination & { readonly profile: ProfileName } => ({
  profile,
  ...examineApp(appOf(profile, {}, quietly)),
})

/** @param app Made with `quietly` in its context. */
export function examineApp(app: App): Examination {
  const recorded: Recorded = { rules: new Set(), applied: new Set(), objections: [] }
  Validations.of(app).addPlugins(...packs(recorded), validator)
  const assembly = app.synth()
  const manifest = JSON.parse(readFileSync(join(assembly.directory, 'manifest.json'), 'utf8'))
  const report: Report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'))

  const acknowledgements = acknowledgementsOf(app)
  const open: Finding[] = []
  const waived: Waived[] = []
  for (const { rule, at, reason } of acknowledgements)
    if (reason.trim() === '') open.push({ rule, path: at, said: 'This waiver gives no reason.' })
  for (const { key } of manifest.missing ?? [])
    open.push({ rule: 'look-up', path: '', said: `asks an account: ${key}` })
  for (const { pluginName, metadata, conclusion, violations, suppressedViolations = [] } of report.pluginReports) {
    if (conclusion === 'failure' && violations.length === 0)
      open.push({ rule: pluginName, path: '', said: metadata?.error ?? 'did not run to its end' })
    for (const { ruleName, description, violatingConstructs } of violations)
      for (const { constructPath } of violatingConstructs)
        if (!acknowledged(acknowledgements, ruleName, constructPath))
          open.push({ rule: ruleName, path: constructPath, said: description })
    for (const {
      ruleName,
      acknowledgedId,
      violatingConstructs,
      reason = '',
      acknowledgedAt = '',
    } of suppressedViolations)
      for (const { constructPath } of violatingConstructs)
        waived.push({ rule: plain(acknowledgedId), finding: ruleName, path: constructPath, at: acknowledgedAt, reason })
  }
  for (const { rule, resource } of recorded.objections) {
    const by = acknowledged(acknowledgements, rule, resource.node.path)
    if (by) waived.push({ ...by, finding: rule, path: resource.node.path })
  }
  const resources = app.node.findAll().filter(CfnResource.isCfnResource)
  return {
    assembly,
    paths: pathsOf(app),
    names: recorded.rules,
    rules: recorded.rules.size + rulesOfValidator,
    applied: recorded.applied.size,
    resources: resources.length,
    open,
    waived,
    acknowledgements,
  }
}

/**
 * The acknowledgement of a rule that counts for a construct: its own, or the nearest above. `AwsSolutions-IAM5` covers each wildcard that
 * the rule finds there; the page of waivers names them, so that a new one shows.
 */
export function acknowledged(all: readonly Acknowledgement[], rule: string, path: string): Acknowledgement | undefined {
  const covers = (its: string) => canonical(its) === canonical(rule) || its === ruleOf(rule)
  return all
    .filter((its) => covers(its.rule) && (its.at === '' || path === its.at || path.startsWith(`${its.at}/`)))
    .sort((a, b) => b.at.length - a.at.length)[0]
}

/** `AwsSolutions-IAM5[Resource::*]` is a finding of `AwsSolutions-IAM5`. */
export const ruleOf = (finding: string) => finding.replace(/\[.*\]$/s, '')

/** cdk-nag writes the partition as the construct has it: as a reference or in letters. */
const canonical = (rule: string) => rule.replaceAll('<AWS::Partition>', 'aws')

/**
 * Acknowledgements that cover nothing in any profile: what they excused is gone. Of rules that were not asked, such as those of the CDK
 * itself, nothing can be said.
 */
export function idle(examinations: readonly Examination[], waived: readonly Waived[]): Finding[] {
  const used = new Set(waived.map(({ rule, at }) => `${rule} ${at}`))
  const asked = new Set(examinations.flatMap(({ names }) => [...names]))
  const all = examinations.flatMap(({ acknowledgements }) => acknowledgements)
  return [...new Map(all.map((each) => [`${each.rule} ${each.at}`, each]))]
    .filter(([key, { rule }]) => !used.has(key) && asked.has(ruleOf(rule)))
    .map(([, { rule, at }]) => ({ rule, path: at, said: 'This waiver excuses nothing: it can go.' }))
}

function acknowledgementsOf(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ rule: plain(id), at: node.path, reason })),
  )
}

/** Rules without a prefix of their own are kept under that of the CDK's annotations. */
const plain = (id: string) => id.replace(/^annotation::/i, '')
