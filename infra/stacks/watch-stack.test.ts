import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { profiles } from '../environments.ts'
import { example as deployment } from '../proof/example.ts'
import { globalNamespaces } from '../proof/metric-names.ts'
import { profileNames, synthesize } from '../proof/synth.ts'
import { dashboardsOf, type Resource, resources, watchedMetrics } from '../proof/watched-metrics.ts'

const assemblies = new Map(profileNames.map((profile) => [profile, synthesize(profile)]))
const each = [...assemblies]
const ofType = (assembly: CloudAssembly, type: string) =>
  assembly.stacks.flatMap(({ template, stackName }) =>
    resources(template, type).map((one): Resource & { stackName: string } => ({ ...one, stackName })),
  )

const alarmsOf = (assembly: CloudAssembly) => [
  ...ofType(assembly, 'AWS::CloudWatch::Alarm'),
  ...ofType(assembly, 'AWS::CloudWatch::CompositeAlarm'),
]

for (const [profile, assembly] of each) {
  test(`${profile}: every alarm tells somebody when it begins and when it is over, and says what it means`, () => {
    const alarms = alarmsOf(assembly)
    assert.ok(alarms.length > 50)
    for (const { AlarmName, AlarmActions, OKActions, AlarmDescription } of alarms) {
      for (const actions of [AlarmActions, OKActions]) assert.equal((actions as unknown[])?.length, 1, `${AlarmName}`)
      assert.match(String(AlarmDescription), /^[A-Z0-9`].*\.$/, `${AlarmName}`)
    }
  })

  test(`${profile}: names of alarms are unique in their region and begin with the name of the shop`, () => {
    for (const region of new Set(assembly.stacks.map(({ environment }) => environment.region))) {
      const names = assembly.stacks
        .filter(({ environment }) => environment.region === region)
        .flatMap(({ template }) => [
          ...resources(template, 'AWS::CloudWatch::Alarm'),
          ...resources(template, 'AWS::CloudWatch::CompositeAlarm'),
        ])
        .map(({ AlarmName }) => String(AlarmName))
      assert.deepEqual([...new Set(names)], names)
      for (const name of names) assert.ok(name.startsWith(`${deployment.name}-`), name)
    }
  })

  test(`${profile}: metrics that live in one region alone are asked for there`, () => {
    for (const { namespace, region, where } of watchedMetrics(assembly))
      if (globalNamespaces.includes(namespace)) assert.equal(region, 'us-east-1', where)
  })

  test(`${profile}: dashboards show metrics of what the stacks make, in every widget`, () => {
    const dashboards = dashboardsOf(assembly)
    assert.deepEqual(
      [...dashboards.keys()],
      ['shop', 'operation', 'recovery'].map((name) => `${deployment.name}-${name}`),
    )
    for (const [name, widgets] of dashboards) {
      assert.ok(widgets.filter(({ type }) => type === 'metric').length >= 5, name)
      for (const { type, title, properties } of widgets) {
        if (type === 'metric') assert.ok((properties.metrics as unknown[]).length > 0, `${name}: ${title}`)
        if (type === 'log') assert.match(String(properties.query), /^SOURCE '.+' \|/, `${name}: ${title}`)
        if (type === 'alarm') assert.ok((properties.alarms as unknown[]).length > 10, `${name}: ${title}`)
      }
    }
  })

  test(`${profile}: mails go to the operator from each region that has alarms, and parts of alarms are not mailed`, () => {
    const subscriptions = ofType(assembly, 'AWS::SNS::Subscription').filter(
      ({ Endpoint }) => Endpoint === deployment.alarmMail,
    )
    for (const stack of ['watch', 'edge-watch', ...(profiles[profile].standby ? ['standby-watch'] : [])]) {
      const stackName = `${deployment.name}-${stack}`
      const [topic] = ofType(assembly, 'AWS::SNS::Topic').filter(
        (one) => one.stackName === stackName && !String(one.TopicName).endsWith('-parts'),
      )
      assert.ok(topic, stack)
      assert.ok(
        subscriptions.some((one) => one.stackName === stackName && JSON.stringify(one.TopicArn).includes(topic.id)),
      )
      const parts = ofType(assembly, 'AWS::SNS::Topic').find(
        (one) => one.stackName === stackName && String(one.TopicName).endsWith('-parts'),
      )
      assert.ok(parts && !subscriptions.some((one) => JSON.stringify(one.TopicArn).includes(parts.id)))
    }
    for (const { KmsMasterKeyId, TopicName } of ofType(assembly, 'AWS::SNS::Topic'))
      assert.ok(KmsMasterKeyId, `${TopicName}`)
  })
}

const alarm = (assembly: CloudAssembly | undefined, name: string) => {
  assert.ok(assembly)
  const found = alarmsOf(assembly).find(({ AlarmName }) => AlarmName === `${deployment.name}-${name}`)
  assert.ok(found, name)
  return found
}

/** The rule with the names of its alarms, and what it says when those named are in alarm. */
function ruleOf(assembly: CloudAssembly | undefined, name: string) {
  assert.ok(assembly)
  const join = (alarm(assembly, name).AlarmRule as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
  const names = new Map(alarmsOf(assembly).map(({ id, AlarmName }) => [id, String(AlarmName).replace(/^[^-]+-/, '')]))
  const text = join
    .map((part) => (typeof part === 'string' ? part : names.get((part as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0])))
    .join('')
  return (...inAlarm: string[]): boolean => {
    const [words] = [text.replace(/ALARM\("([\w-]+)"\)/g, (_, one) => String(inAlarm.includes(one)))]
    assert.match(words, /^(?:true|false|AND|OR|NOT|[() ])+$/)
    return new Function(`return ${words.replaceAll('AND', '&&').replaceAll('OR', '||').replaceAll('NOT', '!')}`)()
  }
}

test('the shop is down when no machine answers, or when the canary cannot buy while answers fail', () => {
  const isDown = ruleOf(assemblies.get('standard'), 'shop-is-down')
  assert.equal(isDown('no-machine'), true)
  assert.equal(isDown('canary-failed', 'answers-fast'), true)
  assert.equal(isDown('canary-failed'), false)
  assert.equal(isDown('answers-fast'), false)
  assert.equal(isDown(), false)
})

test('answers fail too fast only when both windows say so, at 14.4 and at 6 times what 99.9 % allow', () => {
  const standard = assemblies.get('standard')
  for (const place of ['answers', 'edge-answers'])
    for (const [speed, short, long, limit] of [
      ['fast', 5, 60, 1.44],
      ['slow', 30, 360, 0.6],
    ] as const) {
      const burns = ruleOf(standard, `${place}-${speed}`)
      const [now, before] = [`${place}-${speed}-${short}m`, `${place}-${speed}-${long}m`]
      assert.deepEqual([burns(now, before), burns(now), burns(before)], [true, false, false])
      for (const part of [now, before]) assert.equal(alarm(standard, part).Threshold, limit)
    }
})

test('what the alarm of a shop that is down says already is not said twice', () => {
  const standard = assemblies.get('standard')
  const { id } = alarm(standard, 'shop-is-down')
  for (const name of ['canary-cannot-buy', 'slow'])
    assert.deepEqual(alarm(standard, name).ActionsSuppressor, { 'Fn::GetAtt': [id, 'Arn'] })
})

test('the second region is watched where it lives: its lag, its machines and a purchase from there', () => {
  const { template, environment } = assemblies.get('global')?.getStackByName(`${deployment.name}-standby-watch`) ?? {}
  assert.equal(environment?.region, deployment.standbyRegion)
  const names = resources(template, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName)
  for (const name of ['standby-database-behind', 'web-machines-missing', 'canary-failed'])
    assert.ok(names.includes(`${deployment.name}-${name}`), name)
})

test('RDS publishes to the topic that is mailed in its region, and to no other', () => {
  for (const [profile, assembly] of each) {
    const heard = ofType(assembly, 'AWS::SNS::TopicPolicy').filter(({ PolicyDocument }) =>
      JSON.stringify(PolicyDocument).includes('events.rds.amazonaws.com'),
    )
    assert.equal(heard.length, profiles[profile].standby ? 2 : 1)
    for (const { stackName, Topics } of heard) {
      assert.match(stackName, /-watch$/)
      assert.match(JSON.stringify(Topics), /"Ref":"WatchAlarmsTopic/)
    }
  }
})

test('the signatures of the zone and the disk of the replica are watched', () => {
  for (const [, assembly] of each)
    for (const [name, metric] of [
      ['edge-dnssec-fails', 'DNSSECInternalFailure'],
      ['edge-dnssec-key', 'DNSSECKeySigningKeysNeedingAction'],
    ] as const) {
      const { MetricName, Dimensions, Threshold } = alarm(assembly, name)
      assert.deepEqual([MetricName, Threshold], [metric, 0])
      assert.deepEqual(
        (Dimensions as { Name: string }[]).map(({ Name }) => Name),
        ['HostedZoneId'],
      )
    }
  const { MetricName, Dimensions } = alarm(assemblies.get('standard'), 'database-replica-1-full')
  assert.equal(MetricName, 'FreeStorageSpace')
  assert.match(JSON.stringify(Dimensions), /DatabaseReplica/)
})

test('the second region gets its machines after the migration of the first one', () => {
  const standby = assemblies.get('global')?.getStackByName(`${deployment.name}-standby-program`)
  assert.ok(standby?.dependencies.some(({ id }) => id === 'program'))
})

test('the canary buys as often as the profile says, and may do no more than buy and tell of it', () => {
  for (const [profile, assembly] of each) {
    const canaries = ofType(assembly, 'AWS::Synthetics::Canary')
    assert.equal(canaries.length, profiles[profile].standby ? 2 : 1)
    for (const { Schedule, RuntimeVersion, Code, ArtifactConfig, RunConfig } of canaries) {
      const minutes = profiles[profile].canaryMinutes
      assert.equal((Schedule as { Expression: string }).Expression, `rate(${minutes} minutes)`)
      assert.match(String(RuntimeVersion), /^syn-nodejs-playwright-/)
      assert.equal((Code as { Handler: string }).Handler, 'buy.handler')
      assert.ok((ArtifactConfig as { S3Encryption: { KmsKeyArn: unknown } }).S3Encryption.KmsKeyArn)
      const { EnvironmentVariables } = RunConfig as { EnvironmentVariables: Record<string, string> }
      assert.equal(EnvironmentVariables.PUBLIC_URL, `https://${deployment.domain}`)
      assert.equal(EnvironmentVariables.CODE_SECRET, `${deployment.name}/canary`)
    }
  }
  const template = assemblies.get('small')?.getStackByName(`${deployment.name}-watch`).template
  const [rights] = resources(template, 'AWS::IAM::ManagedPolicy')
  assert.ok(rights)
  const { Statement } = rights.PolicyDocument as { Statement: { Action: string | string[] }[] }
  assert.deepEqual(Statement.flatMap(({ Action }) => Action).sort(), [
    'cloudwatch:PutMetricData',
    'kms:Decrypt',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetBucketLocation',
    's3:ListAllMyBuckets',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
  ])
})
