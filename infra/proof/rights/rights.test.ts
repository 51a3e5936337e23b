import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate'
import { type ProfileName, profiles } from '../../environments.ts'
import { synthesizeApp } from '../synth.ts'
import { ask } from './ask.ts'
import { type Deployed, readDeployed, type ServiceOf } from './deployed.ts'
import { findingsOf, type RecordedCalls } from './findings.ts'
import { onAll, type Reason, reasons } from './reasons.ts'
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

test('a right too few, a right too many and a right on too much are each found', async () => {
  const { services, policies } = of('small')
  const web = services.find(({ path }) => path.endsWith('/Web')) as ServiceOf
  const findings = (role: Role) => findingsOf({ ...web, role, idle: idleOf(web) }, policies, recorded)
  assert.deepEqual(await findings(web.role), [])

  const without = changed(web.role, (actions) => actions.filter((action) => action !== 'kms:GenerateDataKey'))
  assert.match(
    (await findings(without)).join(),
    /may not kms:GenerateDataKey on .*, which src\/adapters\/keys\/kms\.ts asks for/,
  )

  const { arn } = web.role
  const more = (statement: object): Role => ({
    ...web.role,
    policies: [...web.role.policies, { name: 'More', policy: { Version: '2012-10-17', Statement: [statement] } }],
  })
  const passing = more({ Effect: 'Allow', Action: 'iam:PassRole', Resource: arn })
  assert.match((await findings(passing)).join(), /may iam:PassRole on .*, which nothing of it asks for/)
  const wide = more({ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' })
  assert.match((await findings(wide)).join(), /may kms:GenerateDataKey on \*, which nothing of it asks for/)
  const denied = more({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' })
  assert.match((await findings(denied)).join(), /may not kms:Decrypt/)
})

test('a call that an adapter makes anew is a right that is missing', async () => {
  const { services, policies } = of('small')
  const web = services.find(({ path }) => path.endsWith('/Web')) as ServiceOf
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

for (const name of names)
  test(`${name}: role × action × resource is allowed or denied as the table says`, async (t) => {
    const found = of(name)
    let rows = 0
    const wrong: string[] = []
    for (const { role, verdict, ...question } of questionsFor(found)) {
      const { action, resource } = question
      rows++
      const answer = await ask(role, found.policies, question)
      if (answer !== verdict)
        wrong.push(`${role.name}: ${action} on ${resource} is ${answer}, and should be ${verdict}`)
    }
    assert.deepEqual(wrong, [])
    t.diagnostic(`${name}: ${rows} rows`)
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
