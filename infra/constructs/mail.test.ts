import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

test('mail goes over TLS alone, is measured, and skips who has bounced or complained', () => {
  templateOf('small', 'data').hasResourceProperties('AWS::SES::ConfigurationSet', {
    Name: 'tradewind-mail',
    DeliveryOptions: Match.objectLike({ TlsPolicy: 'REQUIRE' }),
    ReputationOptions: { ReputationMetricsEnabled: true },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  })
})

test('the zone holds what signs the mail, where bounces go, and what becomes of forged mail', () => {
  const data = templateOf('small', 'data')
  data.resourcePropertiesCountIs('AWS::Route53::RecordSet', { Type: 'CNAME' }, 3)
  data.hasResourceProperties('AWS::Route53::RecordSet', { Type: 'MX', Name: 'bounce-eu-central-1.shop.example.' })
  templateOf('small', 'zone').hasResourceProperties('AWS::Route53::RecordSet', {
    Name: '_dmarc.shop.example.',
    ResourceRecords: ['"v=DMARC1; p=quarantine; adkim=r; aspf=r"'],
  })
})

test('bounces and complaints go to an encrypted topic', () => {
  templateOf('small', 'data').hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'tradewind-mail-feedback',
    KmsMasterKeyId: Match.anyValue(),
  })
})

test('SES publishes for the configuration set of the shop alone', () => {
  const [policy, ...more] = Object.values(templateOf('small', 'data').findResources('AWS::SNS::TopicPolicy'))
  assert.deepEqual(more, [])
  const statements: { Effect: string; Condition: object }[] = policy?.Properties.PolicyDocument.Statement
  const [allowed, ...others] = statements.filter(({ Effect }) => Effect === 'Allow')
  assert.deepEqual(others, [])
  assert.match(JSON.stringify(allowed?.Condition), /"AWS:SourceArn":.*configuration-set/)
})

test('the worker alone sends, and only from the address of the shop', () => {
  const template = templateOf('small', 'program')
  const sends = (process: string) =>
    statementsOf(template, process).filter(({ Action }) => JSON.stringify(Action).includes('ses:'))
  assert.deepEqual(sends('Web'), [])
  assert.deepEqual(
    sends('Worker').map(({ Action, Condition }) => [Action, Condition]),
    [[['ses:SendEmail', 'ses:SendRawEmail'], { StringEquals: { 'ses:FromAddress': 'orders@shop.example' } }]],
  )
})
