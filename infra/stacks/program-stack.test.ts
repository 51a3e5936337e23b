import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minimaOf } from '../constructs/fleet.ts'
import { type ProfileName, profiles, type SaleDay } from '../environments.ts'
import { synthesize } from '../proof/synth.ts'
import { templateOf } from '../proof/templates.ts'

type Resource = {
  Type: string
  Properties: Record<string, unknown>
  DependsOn?: string[]
  UpdatePolicy?: Record<string, unknown>
  CreationPolicy?: Record<string, unknown>
}

const programOf = (profile: ProfileName): Resource[] => Object.values(resourcesOf(profile))

function resourcesOf(profile: ProfileName): Record<string, Resource> {
  const stack = synthesize(profile).stacks.find(({ id }) => id === 'program')
  assert.ok(stack)
  return stack.template.Resources
}

const ofType = (profile: ProfileName, type: string) => programOf(profile).filter(({ Type }) => Type === type)
const only = (profile: ProfileName, type: string) => {
  const found = ofType(profile, type)
  assert.equal(found.length, 1, type)
  return found[0] as Resource
}

test('no fleet is changed before the migration of its release has succeeded', () => {
  for (const profile of ['small', 'standard'] as const) {
    const resources = resourcesOf(profile)
    const migration = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::CloudFormation::CustomResource')
    assert.ok(migration)
    assert.match(String(migration[1].Properties.Release), /^[0-9a-f]{64}$/)
    const fleets = Object.values(resources).filter(({ Type }) => Type === 'AWS::AutoScaling::AutoScalingGroup')
    assert.equal(fleets.length, 2)
    for (const { DependsOn } of fleets) assert.ok(DependsOn?.includes(migration[0]), String(DependsOn))
    const { S3Key } = only(profile, 'AWS::Lambda::Function').Properties.Code as { S3Key: string }
    assert.equal(S3Key, `${migration[1].Properties.Release}.zip`, 'the function is the release')
  }
})

test('machines take their release, their settings and no secret from the user data, and are asked for by IMDSv2 alone', () => {
  const templates = ofType('standard', 'AWS::EC2::LaunchTemplate')
  assert.equal(templates.length, 2)
  for (const { Properties } of templates) {
    const data = Properties.LaunchTemplateData as Record<string, unknown>
    assert.deepEqual(data.MetadataOptions, { HttpTokens: 'required', HttpPutResponseHopLimit: 1 })
    assert.equal(data.KeyName, undefined)
    assert.deepEqual(data.Monitoring, { Enabled: true })
    const [{ Ebs: disk } = {}] = data.BlockDeviceMappings as { Ebs?: Record<string, unknown> }[]
    assert.deepEqual([disk?.Encrypted, disk?.VolumeType], [true, 'gp3'])
    const text = JSON.stringify(data.UserData)
    assert.doesNotMatch(text, /resolve:secretsmanager/)
    for (const name of ['SECRET', 'OPERATOR_TOKEN', 'PAYMENTS_KEY', 'PAYMENTS_WEBHOOK_SECRET', 'DATABASE_PASSWORD'])
      assert.match(text, new RegExp(`\\\\n${name}=(secretsmanager:|rds-iam:)`), name)
  }
})

test('a release that makes answers faults or slow is taken back while it is rolled out', () => {
  for (const { UpdatePolicy, CreationPolicy } of ofType('standard', 'AWS::AutoScaling::AutoScalingGroup')) {
    const refresh = UpdatePolicy?.AutoScalingInstanceRefresh as Record<string, unknown>
    assert.ok(refresh, JSON.stringify(UpdatePolicy))
    assert.match(JSON.stringify(refresh), /"MinHealthyPercentage":100/)
    assert.match(JSON.stringify(refresh), /"MaxHealthyPercentage":150/)
    assert.match(JSON.stringify(refresh), /Faults/)
    assert.match(JSON.stringify(refresh), /Slow/)
    assert.ok(CreationPolicy?.ResourceSignal)
  }
})

test('machines of the least number are never Spot', () => {
  for (const [name, { web }] of Object.entries(profiles)) assert.ok(web.onDemand >= web.min, name)
})

test('the balancer forwards what CloudFront sends with the secret, and what asks whether the shop is ready', () => {
  const { Properties } = only('standard', 'AWS::ElasticLoadBalancingV2::Listener')
  const [first] = Properties.DefaultActions as { Type: string; FixedResponseConfig: { StatusCode: string } }[]
  assert.deepEqual([first?.Type, first?.FixedResponseConfig.StatusCode], ['fixed-response', '403'])
  assert.match(String(Properties.SslPolicy), /TLS13-1-2-PQ/)
  const rules = ofType('standard', 'AWS::ElasticLoadBalancingV2::ListenerRule').map((rule) =>
    JSON.stringify(rule.Properties.Conditions),
  )
  assert.equal(rules.length, 2)
  assert.ok(rules.some((text) => /x-origin-key.*resolve:secretsmanager:tradewind\/origin/.test(text)))
  assert.ok(rules.some((text) => text.includes('/readyz')))
})

test('web has a place for every way in which it grows: requests, processor, forecast, sale days', () => {
  const policies = ofType('standard', 'AWS::AutoScaling::ScalingPolicy').map(({ Properties }) =>
    JSON.stringify(Properties),
  )
  for (const metric of ['ALBRequestCountPerTarget', 'ASGAverageCPUUtilization', '"ForecastAndScale"'])
    assert.ok(
      policies.some((text) => text.includes(metric)),
      metric,
    )
})

test('web has more machines on the day of a sale and as few as usual after it; a second region that is idle has none', () => {
  const actionsOf = (profile: ProfileName, stack: string) =>
    Object.values(templateOf(profile, stack).findResources('AWS::AutoScaling::ScheduledAction')).map(
      ({ Properties: { StartTime, EndTime, MinSize } }) => [StartTime, EndTime, MinSize],
    )
  for (const profile of ['small', 'standard'] as const)
    assert.deepEqual(actionsOf(profile, 'program'), [
      ['2030-11-29T05:30:00Z', undefined, 4],
      ['2030-11-30T23:00:00Z', undefined, profiles[profile].web.min],
    ])
  assert.deepEqual(actionsOf('global', 'standby-program'), [])
})

test('a day of a sale that the group cannot have is refused, and so are days that run into each other', () => {
  const day = { from: '2030-11-29T05:30:00Z', until: '2030-11-30T23:00:00Z', machines: 4 }
  const later = { from: '2030-12-01T05:30:00Z', until: '2030-12-01T23:00:00Z', machines: 3 }
  const minima = (...saleDays: SaleDay[]) => minimaOf(saleDays, { min: 2, max: 4 })
  assert.deepEqual(
    minima(day, later).map(({ minSize }) => minSize),
    [4, 2, 3, 2],
  )
  assert.throws(() => minima({ ...day, machines: 5 }), /has 5 machines\. Allowed are 2 to 4/)
  assert.throws(() => minima({ ...day, machines: 1 }), /has 1 machines\. Allowed are 2 to 4/)
  assert.throws(() => minima({ ...day, until: day.from }), /has to end after it begins/)
  assert.throws(() => minima(day, { ...later, from: day.until }), /begin after the one before it has ended/)
  assert.throws(() => minima({ ...day, from: '29 November 2030' }), /allowed are instants as/)
})

test('what needs a right or a rule waits for it: the function and machines for their rights, scaling by requests for the listener', () => {
  for (const profile of ['small', 'global'] as const) {
    const resources = resourcesOf(profile)
    const idsOf = (type: string) => Object.keys(resources).filter((id) => resources[id]?.Type === type)
    const rights = (of: string) => idsOf('AWS::IAM::ManagedPolicy').find((id) => id.startsWith(of)) ?? of
    const waits = (id: string | undefined, on: string) => assert.ok(resources[id ?? '']?.DependsOn?.includes(on), on)
    waits(idsOf('AWS::Lambda::Function')[0], rights('MigrationServiceRights'))
    const [web, worker] = idsOf('AWS::AutoScaling::AutoScalingGroup')
    waits(web, rights('WebRights'))
    waits(worker, rights('WorkerRights'))
    for (const rule of idsOf('AWS::ElasticLoadBalancingV2::ListenerRule')) waits(web, rule)
  }
})

test('alarms that take a release back may speak to the topic of the machines, and RDS may not', () => {
  const { PolicyDocument } = only('small', 'AWS::SNS::TopicPolicy').Properties
  const { Statement } = PolicyDocument as { Statement: { Effect: string; Principal: { Service?: string[] } }[] }
  assert.ok(
    Statement.some(
      ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service?.includes('cloudwatch.amazonaws.com'),
    ),
  )
  assert.doesNotMatch(JSON.stringify(Statement), /events\.rds/)
})
