import { ignored, unknownToIt } from './cfn-lint.ts'
import { type Examination, ruleOf, type Waived } from './gate.ts'

const packs: Readonly<Record<string, string>> = {
  'AwsSolutions-': 'AWS Solutions',
  'NIST.800.53.R5-': 'NIST 800-53 r5',
  'PCI.DSS.321-': 'PCI DSS 3.2.1',
  'HIPAA.Security-': 'HIPAA',
  'CloudFormation-Validate::': 'CloudFormation',
  'cfn-lint::': 'cfn-lint',
}

/** `N rules checked, N resources, 0 open, K waived` */
export const countsOf = ({ rules, resources, open, waived }: Examination): string =>
  `${number(rules)} rules checked, ${number(resources)} resources, ${number(open.length)} open, ${number(waived.length)} waived`

/** docs/reference/waivers.md: every rule that was set aside, where, and why. */
export function waiversPage(examinations: readonly (Examination & { readonly profile: string })[]): string {
  const waived = examinations.flatMap((each) => each.waived)
  const linted = examinations
    .flatMap(({ acknowledgements }) => acknowledgements)
    .filter(({ rule }) => rule.startsWith('cfn-lint::'))
    .map((each) => ({ ...each, finding: each.rule, path: each.at }))
  const groups = [...Map.groupBy([...waived, ...linted], ({ reason }) => reason)]
    .map(([reason, its]) => ({ reason, its, title: titleOf(its) }))
    .sort((a, b) => (a.title < b.title ? -1 : 1))
  return [
    `# Waivers

Written by \`npm run infra -- check --write\`; \`check\` fails where this page is not of the constructs of now.

${examinations.map((each) => `- \`${each.profile}\`: ${countsOf(each)}`).join('\n')}

A rule is one of the packs AWS Solutions, NIST 800-53 r5, PCI DSS 3.2.1 and HIPAA of cdk-nag, or an error or a warning of
CloudFormation's own validator. Each looks at every resource; what it finds on one is a finding, whatever its severity. A finding is
waived where the resource, or a construct above it, says why the rule does not fit. The reasons stand below, ${number(groups.length)} of them, each
with all that it excuses: a new finding shows as a change of this page. A waiver that excuses nothing fails the check.
`,
    ...groups.map(
      ({ title, reason, its }) => `## ${title}

${reason}

${excused(its).join('\n')}
`,
    ),
    `## cfn-lint

Off for all templates:

${Object.entries(ignored)
  .map(([rule, reason]) => `- \`${rule}\`: ${reason}`)
  .join('\n')}
- ${unknownToIt}
`,
  ].join('\n')
}

/** One line per construct; what a finding is about, where a rule tells it. The standby is made of the same constructs. */
function excused(waived: readonly Waived[]): string[] {
  const byPlace = Map.groupBy(waived, ({ path }) => path.replace(/^standby-/, '').replace(/\/Resource$/, ''))
  return [...byPlace]
    .map(([place, its]) => {
      const about = its.map(({ finding }) => detailOf(finding)).filter((detail) => detail !== '')
      return `- \`${place || 'everywhere'}\`${
        about.length > 0
          ? `: ${unique(about)
              .map((each) => `\`${each}\``)
              .join(', ')}`
          : ''
      }`
    })
    .sort()
}

/** `s3:::bucket/*` of `AwsSolutions-IAM5[Resource::arn:aws:s3:::bucket/*]`. Regions are left out, and how outputs are named. */
const detailOf = (finding: string): string =>
  (/\[(?:Action|Resource|Policy)::(.*)\]$/s.exec(finding)?.[1] ?? '')
    .replaceAll(
      /\{"Fn::GetStackOutput":\{.*?"OutputName":"PublishOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}\w*"[^}]*\}\}/g,
      '<$1>',
    )
    .replaceAll(/<(\w+?)[0-9A-F]{8}\.Arn>/g, '<$1>')
    .replaceAll('<AWS::Partition>', 'aws')
    .replace(/^arn:aws:/, '')
    .replaceAll(/\b[a-z]{2}-[a-z]+-\d\b/g, 'REGION')

/** `S3BucketLoggingEnabled (HIPAA, NIST 800-53 r5), S1 (AWS Solutions)` */
function titleOf(waived: readonly Waived[]): string {
  const split = waived.map(({ rule }) => {
    const prefix = Object.keys(packs).find((each) => rule.startsWith(each)) ?? ''
    return { pack: packs[prefix] ?? 'CDK', name: ruleOf(rule.slice(prefix.length)) }
  })
  return [...Map.groupBy(split, ({ name }) => name)]
    .map(([name, its]) => `${name} (${unique(its.map(({ pack }) => pack)).join(', ')})`)
    .sort()
    .join(', ')
}

const unique = (values: readonly string[]) => [...new Set(values)].sort()

const number = (value: number) => value.toLocaleString('en')
