import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resourcesOf, type Template } from '../proof/edge-of.ts'
import { synthesize } from '../proof/synth.ts'

const template: Template = synthesize('small').getStackByName('tradewind-zone').template

test('the zone is signed, logged and kept, and tells the registrar its servers', () => {
  const zone = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Route53::HostedZone')
  assert.equal((zone as unknown as { DeletionPolicy: string }).DeletionPolicy, 'Retain')
  assert.ok(zone?.Properties.QueryLoggingConfig.CloudWatchLogsLogGroupArn)
  assert.equal(resourcesOf(template, 'AWS::Route53::DNSSEC').length, 1)
  assert.equal(resourcesOf(template, 'AWS::Route53::KeySigningKey').length, 1)
  const signing = resourcesOf(template, 'AWS::KMS::Key').find(({ KeySpec }) => KeySpec === 'ECC_NIST_P256')
  assert.equal(signing?.KeyUsage, 'SIGN_VERIFY')
  const { Outputs } = template as unknown as { Outputs: Record<string, unknown> }
  assert.ok(Outputs.NameServers)
})

test('only Amazon issues certificates for the domain, none for all names below it, and tells of others that ask', () => {
  const [{ ResourceRecords }] = resourcesOf(template, 'AWS::Route53::RecordSet').filter(({ Type }) => Type === 'CAA')
  assert.deepEqual(ResourceRecords, [
    '0 issue "amazon.com"',
    '0 issuewild ";"',
    '0 iodef "mailto:operator@shop.example"',
  ])
  const [certificate] = resourcesOf(template, 'AWS::CertificateManager::Certificate')
  assert.deepEqual(
    [certificate.DomainName, certificate.SubjectAlternativeNames],
    ['shop.example', ['www.shop.example']],
  )
  assert.equal(certificate.ValidationMethod, 'DNS')
})
