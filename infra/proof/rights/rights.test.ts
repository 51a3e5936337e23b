import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate'
import { type ProfileName, profiles } from '../../environments.ts'
import { synthesizeApp } from '../synth.ts'
import { ask, type Row } from './ask.ts'
import { type Deployed, readDeployed, type ServiceOf } from './deployed.ts'
import { findingsOf, type RecordedCalls } from './findings.ts'
import { constructOf, otherFindings, otherRoles } from './other-roles.ts'
import { onAll, type Reason, reasonFor, reasons } from './reasons.ts'
import { allowedBy, type Role, statementsOf } from './roles.ts'
import { questionsFor } from './table.ts'

const names = Object.keys(profiles) as ProfileName[]
const recorded: RecordedCalls = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded-calls.json'), 'utf8'))
const deployed = new Map<ProfileName, Deployed>()

before(() => {
  for (const name of names) {
    const { app, assembly } = synthesizeApp(name)
    deployed.set(name, readDeployed(app, assembly))
  }
})

const of = (name: ProfileName): Deployed => deployed.get(name) as Deployed

const webOf = (name: ProfileName): ServiceOf => of(name).services.find(({ path }) => path.endsWith('/Web')) as ServiceOf

/** A role with one statement more. */
const more = (role: Role, statement: object): Role => ({
  ...role,
  policies: [...role.policies, { name: 'More', policy: { Version: '2012-10-17', Statement: [statement] } }],
})

/** Mails are jobs: web and the migration name the place of the mail, for the settings are the same, and send none. */
const idleOf = ({ path }: ServiceOf): Record<string, string> =>
  path.endsWith('/Worker') ? {} : { 'src/adapters/mail/ses.ts': 'only the worker sends' }

for (const name of names)
  test(`${name}: a service may do what its adapters were seen to do, and nothing else without a reason`, async () => {
    const { services, policies } = of(name)
    assert.ok(services.length >= 2)
    for (const service of services)
      assert.deepEqual(await findingsOf({ ...service, idle: idleOf(service) }, policies, recorded), [])
  })

test('each reason for a right that no adapter uses is needed by some service', async () => {
  const used = new Set<Reason>()
  for (const { services, policies } of deployed.values())
    for (const service of services) await findingsOf({ ...service, idle: idleOf(service) }, policies, recorded, used)
  assert.deepEqual(
    reasons.filter((reason) => !used.has(reason)).map(({ why }) => why),
    [],
  )
})

test('a right too few, a right too many, a right on too much and a policy of AWS are each found', async () => {
  const { policies } = of('small')
  const web = webOf('small')
  const findings = (role: Role) => findingsOf({ ...web, role, idle: idleOf(web) }, policies, recorded)
  assert.deepEqual(await findings(web.role), [])

  const without = changed(web.role, (actions) => actions.filter((action) => action !== 'kms:GenerateDataKey'))
  assert.match(
    (await findings(without)).join(),
    /may not kms:GenerateDataKey on .*, which src\/adapters\/keys\/kms\.ts asks for/,
  )

  const passing = more(web.role, { Effect: 'Allow', Action: 'iam:PassRole', Resource: web.role.arn })
  assert.match((await findings(passing)).join(), /may iam:PassRole on .*, which nothing of it asks for/)
  const wide = more(web.role, { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' })
  assert.match((await findings(wide)).join(), /may kms:GenerateDataKey on \*, which nothing of it asks for/)
  const denied = more(web.role, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' })
  assert.match((await findings(denied)).join(), /may not kms:Decrypt/)

  const administrator = { ...web.role, ofAws: ['arn:aws:iam::aws:policy/AdministratorAccess'] }
  assert.match((await findings(administrator)).join(), /has .*AdministratorAccess, whose rights stand in no template/)
  const anyKey = more(web.role, {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: web.role.arn.replace(/^arn:aws:iam::(\d+):.*$/, `arn:aws:kms:${web.role.region}:$1:key/*`),
    Condition: { StringEquals: { 'kms:ViaService': `s3.${web.role.region}.amazonaws.com` } },
  })
  assert.match((await findings(anyKey)).join(), /may kms:Decrypt on .*:key\/\*, which nothing of it asks for/)
})

test('no reason holds for a resource with a star in place of a part of it, nor for a condition that is not exact', () => {
  const starred = new Set<Reason>()
  const rights = [...deployed.values()]
    .flatMap(({ services }) => services.flatMap(({ role }) => allowedBy(role)))
    .flatMap((statement) =>
      statement.actions.flatMap((action) => statement.resources.map((resource) => ({ statement, action, resource }))),
    )
  for (const { statement, action, resource } of rights) {
    const reason = reasonFor(action, resource, statement)
    if (reason?.condition) {
      const conditions = { StringLike: statement.conditions.StringEquals ?? {} }
      assert.equal(reasonFor(action, resource, { ...statement, conditions }), undefined)
    }
    if (!reason || resource === '*') continue
    starred.add(reason)
    const parts = resource.split(/([:/])/)
    for (const [index, part] of parts.entries())
      if (/\w/.test(part)) {
        const wide = parts.with(index, '*').join('')
        assert.equal(reasonFor(action, wide, statement), undefined, wide)
      }
  }
  assert.deepEqual(
    reasons.filter((reason) => !reason.resources.test('*') && !starred.has(reason)),
    [],
  )
})

for (const name of names)
  test(`${name}: a role that runs none of the program may do what its list says, and nothing else`, () => {
    assert.deepEqual(otherFindings(of(name)), [])
  })

test('each list belongs to a role', () => {
  const constructs = new Set(names.flatMap((name) => of(name).roles.map((role) => constructOf(role.name))))
  assert.deepEqual(
    Object.keys(otherRoles).filter((construct) => !constructs.has(construct)),
    [],
  )
})

test('a right more or less of a role that runs none of the program is found, and so is a policy of AWS', () => {
  const found = (construct: string, change: (role: Role) => Role) => {
    const roles = of('small').roles.map((role) => (constructOf(role.name) === construct ? change(role) : role))
    return otherFindings({ ...of('small'), roles }).join()
  }
  for (const construct of ['DeployRole', 'NetworkFlowRole', 'TrailWriter', 'WatchCanaryRole']) {
    const killing = { Effect: 'Allow', Action: 'ec2:TerminateInstances', Resource: 'arn:aws:ec2:*:*:instance/*' }
    assert.match(
      found(construct, (role) => more(role, killing)),
      /may ec2:TerminateInstances on .*, which its list does not say/,
    )
    assert.match(
      found(construct, (role) => ({ ...role, ofAws: [...role.ofAws, 'arn:aws:iam::aws:policy/AdministratorAccess'] })),
      /has .*AdministratorAccess, which its list does not say/,
    )
  }
  assert.match(
    found('TrailWriter', (role) => changed(role, (actions) => actions.filter((one) => one !== 'logs:PutLogEvents'))),
    /TrailWriter\w+ no longer may logs:PutLogEvents on .*, as its list says/,
  )
  assert.match(
    found('DatabaseMonitoring', (role) => ({ ...role, ofAws: [] })),
    /no longer has .*AmazonRDSEnhancedMonitoringRole, as its list says/,
  )
  assert.match(
    found('WatchCanaryRole', (role) =>
      more(role, { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }),
    ),
    /may cloudwatch:PutMetricData on \*, which its list does not say/,
  )
  assert.match(
    found('TrailWriter', (role) => ({ ...role, name: 'tradewind-account/Another' })),
    /Another has no list/,
  )
})

test('a call that an adapter makes anew is a right that is missing', async () => {
  const { policies } = of('small')
  const web = webOf('small')
  const kms = 'src/adapters/keys/kms.ts'
  const calls = { ...recorded, [kms]: [...(recorded[kms] ?? []), 'kms:DescribeKey'] }
  assert.match((await findingsOf({ ...web, idle: idleOf(web) }, policies, calls)).join(), /may not kms:DescribeKey/)
})

function changed(role: Role, change: (actions: readonly string[]) => readonly string[]): Role {
  const policies = role.policies.map(({ name, policy }) => ({
    name,
    policy: {
      Version: '2012-10-17',
      Statement: statementsOf(policy)
        .map((statement) => ({ ...statement, actions: change(statement.actions) }))
        .filter(({ actions }) => actions.length > 0)
        .map(({ effect, actions, resources, conditions }) => ({
          Effect: effect,
          Action: actions,
          Resource: resources,
          Condition: conditions,
        })),
    },
  }))
  return { ...role, policies }
}

/** Rows that are not as the table says. */
async function wrongOf(rows: readonly Row[], { policies }: Deployed): Promise<string[]> {
  const wrong: string[] = []
  for (const { role, verdict, ...question } of rows) {
    const answer = await ask(role, policies, question)
    if (answer !== verdict)
      wrong.push(`${role.name}: ${question.action} on ${question.resource} is ${answer}, and should be ${verdict}`)
  }
  return wrong
}

for (const name of names)
  test(`${name}: role × action × resource is allowed or denied as the table says`, async (t) => {
    const rows = questionsFor(of(name))
    assert.deepEqual(await wrongOf(rows, of(name)), [])
    t.diagnostic(`${name}: ${rows.length} rows`)
  })

test('the table asks about the trail, the vault, the databases, the logs and the zone that are there', async () => {
  const found = of('global')
  const web = webOf('global')
  const { region, account } = web.role
  for (const [action, resource] of [
    ['cloudtrail:StopLogging', `arn:aws:cloudtrail:${region}:${account}:trail/tradewind`],
    ['backup:DeleteBackupVault', `arn:aws:backup:${region}:${account}:backup-vault:tradewind-backups`],
    ['rds:DeleteDBInstance', `arn:aws:rds:${region}:${account}:db:tradewind-1`],
    ['rds:DeleteDBCluster', `arn:aws:rds:${region}:${account}:cluster:tradewind`],
    ['rds:DeleteGlobalCluster', `arn:aws:rds::${account}:global-cluster:tradewind`],
    ['rds-db:connect', `arn:aws:rds-db:${region}:${account}:dbuser:tradewind.DBClusterResourceId/postgres`],
    ['logs:DeleteLogGroup', `arn:aws:logs:${region}:${account}:log-group:tradewind/web:*`],
    ['route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/tradewind-zone-*'],
    ['ec2:TerminateInstances', `arn:aws:ec2:${region}:${account}:instance/i-0123456789abcdef0`],
  ] as const) {
    const role = more(web.role, { Effect: 'Allow', Action: action, Resource: resource })
    const services = found.services.map((service) => (service === web ? { ...web, role } : service))
    const rows = questionsFor({ ...found, services }).filter((row) => row.role === role && row.action === action)
    assert.match((await wrongOf(rows, found)).join(), /is allowed, and should be denied/, resource)
  }
})

test('no role has all actions of a service, nor one on all resources but those of a short list', async () => {
  const wide = new Set<string>()
  for (const { roles } of deployed.values())
    for (const role of roles)
      for (const { actions, resources } of allowedBy(role)) {
        assert.deepEqual(
          actions.filter((action) => action.includes('*')),
          [],
          role.name,
        )
        if (resources.includes('*')) for (const action of actions) wide.add(action)
      }
  assert.deepEqual([...wide].sort(), Object.keys(onAll).sort())
  for (const [action, why] of Object.entries(onAll)) {
    const [service = '', verb = ''] = action.split(':')
    assert.equal(await isWildcardOnlyAction(service, verb), why === 'none', action)
  }
})
