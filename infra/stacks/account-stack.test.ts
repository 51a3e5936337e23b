import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settings } from '../../src/config.ts'
import { profiles } from '../environments.ts'
import { resourcesOf, type Template } from '../proof/edge-of.ts'
import { example as deployment } from '../proof/example.ts'
import { synthesize } from '../proof/synth.ts'
import { templateOf } from '../proof/templates.ts'

const template: Template = synthesize('standard').getStackByName('tradewind-account').template

test('the trail holds what is done in all regions, encrypted and with digests, and of data only what is written to pictures', () => {
  const [trail] = resourcesOf(template, 'AWS::CloudTrail::Trail')
  assert.deepEqual(
    [trail.IsMultiRegionTrail, trail.IncludeGlobalServiceEvents, trail.EnableLogFileValidation, trail.IsLogging],
    [true, true, true, true],
  )
  assert.ok(trail.KMSKeyId && trail.CloudWatchLogsLogGroupArn)
  const [management, pictures, ...others] = trail.AdvancedEventSelectors
  assert.deepEqual(others, [])
  assert.deepEqual(management.FieldSelectors, [{ Field: 'eventCategory', Equals: ['Management'] }])
  assert.deepEqual(
    pictures.FieldSelectors.map(({ Field, Equals }: { Field: string; Equals?: string[] }) => [Field, Equals]),
    [
      ['eventCategory', ['Data']],
      ['resources.type', ['AWS::S3::Object']],
      ['resources.ARN', undefined],
      ['readOnly', ['false']],
    ],
  )
})

test('files of the trail stay for 90 days whoever wants them gone, and only this trail writes them', () => {
  const [bucket] = resourcesOf(template, 'AWS::S3::Bucket').filter((one) => one.ObjectLockConfiguration)
  assert.deepEqual(bucket.ObjectLockConfiguration, {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Days: 90, Mode: 'GOVERNANCE' } },
  })
  const statements = resourcesOf(template, 'AWS::S3::BucketPolicy').flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  )
  const writers = statements.filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === 'cloudtrail.amazonaws.com',
  )
  assert.deepEqual(
    writers.map(({ Action, Principal, Condition }: Record<string, unknown>) => [
      Action,
      Principal,
      Object.keys(Condition ?? {}),
    ]),
    [
      ['s3:GetBucketAcl', { Service: 'cloudtrail.amazonaws.com' }, ['StringEquals']],
      ['s3:PutObject', { Service: 'cloudtrail.amazonaws.com' }, ['StringEquals']],
    ],
  )
})

test('the trail is made when its role may write, for CloudTrail tries it then', () => {
  const [trail] = Object.values(templateOf('standard', 'account').findResources('AWS::CloudTrail::Trail'))
  for (const one of [/^TrailWriterRights/, /^TrailBucketPolicy/])
    assert.ok(
      trail?.DependsOn.some((id: string) => one.test(id)),
      String(one),
    )
})

test('the operator hears of half, four fifths and all of the budget, of a month that will cost more, and of odd days', () => {
  const [{ Budget: budget, NotificationsWithSubscribers: notifications }] = resourcesOf(
    template,
    'AWS::Budgets::Budget',
  )
  assert.deepEqual(budget.BudgetLimit, { Amount: profiles.standard.budget, Unit: 'USD' })
  type Told = { Notification: Record<string, unknown>; Subscribers: unknown[] }
  assert.deepEqual(
    notifications.map(({ Notification: { NotificationType, Threshold }, Subscribers }: Told) => [
      NotificationType,
      Threshold,
      Subscribers,
    ]),
    [
      ['ACTUAL', 50],
      ['ACTUAL', 80],
      ['ACTUAL', 100],
      ['FORECASTED', 100],
    ].map((told) => [...told, [{ SubscriptionType: 'EMAIL', Address: deployment.alarmMail }]]),
  )
  const [monitor] = resourcesOf(template, 'AWS::CE::AnomalyMonitor')
  assert.deepEqual(JSON.parse(monitor.MonitorSpecification).Tags.Values, [deployment.name])
  const [subscription] = resourcesOf(template, 'AWS::CE::AnomalySubscription')
  assert.deepEqual(JSON.parse(subscription.ThresholdExpression).Dimensions.Values, ['100'])
})

test('traces are sorted into faults, slow ones and the checkout, and X-Ray tells others to trace the part that the program does', () => {
  const groups = resourcesOf(template, 'AWS::XRay::Group')
  assert.deepEqual(groups.map(({ GroupName }) => GroupName).sort(), [
    'tradewind-checkout',
    'tradewind-faults',
    'tradewind-slow',
  ])
  for (const { FilterExpression } of groups) assert.match(FilterExpression, /^service\("tradewind-web"\) \{.+\}$/)
  const [{ SamplingRule }] = resourcesOf(template, 'AWS::XRay::SamplingRule')
  const start = { demo: false, cores: 1, port: 0 }
  assert.equal(SamplingRule.FixedRate, settings.TRACES_SHARE.read('TRACES_SHARE', undefined, start))
})
