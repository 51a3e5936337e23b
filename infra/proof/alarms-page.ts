import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../cost/table.ts'
import type { ProfileName } from '../environments.ts'
import { example as deployment } from './example.ts'
import { profileNames, synthesize } from './synth.ts'
import { resources } from './watched-metrics.ts'

export const alarmsPageFile = join(import.meta.dirname, '../../docs/reference/alarms.md')

type Row = {
  readonly name: string
  readonly means: string
  readonly isPart: boolean
  readonly profiles: Set<ProfileName>
}

const places = [
  ['watch', 'Of the home region', 'Machines, data, orders and what is done in the account.'],
  ['edge-watch', 'Of CloudFront, WAF and Route 53', 'In us-east-1, where their metrics live.'],
  ['standby-watch', 'Of the second region', 'In the profile `global`.'],
  ['program', 'Of a release', 'While machines are replaced, one of them takes the release back.'],
] as const

/** docs/reference/alarms.md, from the templates. */
export function alarmsPage(): string {
  const assemblies = profileNames.map((profile) => [profile, synthesize(profile)] as const)
  const sections = places.map(([stack, title, lead]) => {
    const rows = new Map<string, Row>()
    for (const [profile, assembly] of assemblies)
      for (const { stackName, template } of assembly.stacks)
        if (stackName === `${deployment.name}-${stack}`)
          for (const type of ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm'])
            for (const { AlarmName, AlarmDescription, AlarmActions } of resources(template, type)) {
              const name = String(AlarmName).slice(deployment.name.length + 1)
              const row = rows.get(name) ?? {
                name,
                means: String(AlarmDescription),
                isPart: JSON.stringify(AlarmActions).includes('AlarmsParts'),
                profiles: new Set<ProfileName>(),
              }
              row.profiles.add(profile)
              rows.set(name, row)
            }
    const mailed = [...rows.values()].filter(({ isPart }) => !isPart)
    const parts = [...rows.values()].filter(({ isPart }) => isPart)
    const where = ({ profiles }: Row) => (profiles.size === profileNames.length ? 'all' : [...profiles].join(', '))
    return [
      `## ${title}`,
      lead,
      table(
        ['alarm', 'what it means', 'profiles'],
        mailed.map((row) => [`\`${row.name}\``, row.means, where(row)]),
      ),
      ...(parts.length > 0
        ? [`Parts of them, which are not mailed: ${parts.map(({ name }) => `\`${name}\``).join(', ')}.`]
        : []),
    ].join('\n\n')
  })
  return `# Alarms

The names begin with that of the deployment. Each alarm tells when it begins and when it is over, by mail to \`alarmMail\`. This page is made
from the templates by \`node infra/proof/alarms-page.ts\`; a test compares it. Metrics of the program: [metrics](metrics.md).

Of the answers of 30 days, 0.1 % may fail. \`fast\` means that this is used up 14.4 times too fast, over an hour and still in the last five minutes; \`slow\`
six times, over six hours and still in the last half hour. Of fewer than 100 requests in a window nothing is concluded.

${sections.join('\n\n')}

## What else is mailed

Failovers, faults and upkeep of the database as RDS tells them; machines that cannot be had; backups, copies and restore tests that failed; the
budget and odd days of the bill.

## Dashboards and queries

\`NAME-shop\`: orders, their sums, the way from the cart to the order, search, what fails. \`NAME-operation\`: answers, machines, the program, database, carts and search.
\`NAME-recovery\`: copies, backups, health checks. In Logs Insights, below \`NAME/\`: faults, refused starts, slow routes, failed answers, one request, jobs that fail, who did it.

Nobody has seen these alarms fire in an account: their metrics, rules and filters are tried by tests, the mails are not.
`
}

export const alarmsPageOfNow = (): string => readFileSync(alarmsPageFile, 'utf8')

if (import.meta.main) writeFileSync(alarmsPageFile, alarmsPage())
