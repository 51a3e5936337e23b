import assert from 'node:assert/strict'
import { test } from 'node:test'
import { App, CfnResource, aws_ec2 as ec2, Stack, aws_s3 as s3, Validations } from 'aws-cdk-lib'
import { examineApp, idle, quietly } from './gate.ts'
import { outline } from './outline.ts'
import { context } from './synth.ts'

const app = new App({ context: { ...context, ...quietly } })
const stack = new Stack(app, 'one', { env: { account: '111111111111', region: 'eu-central-1' } })
const plain = new s3.Bucket(stack, 'Plain', { bucketName: `b-${'0a'.repeat(20)}` })
const excused = new s3.Bucket(stack, 'Excused', { serverAccessLogsBucket: plain })
Validations.of(excused).acknowledge(
  { id: 'AwsSolutions-S10', reason: 'it is a test' },
  { id: 'AwsSolutions-S1', reason: 'it has its log' },
)
new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic', properties: { Colour: 'red' } })
ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'other' })

const examination = examineApp(app)
const { open, waived, assembly, paths } = examination
const rules = open.map(({ rule }) => rule)

test('a bucket that takes requests without TLS is an open finding of each pack', () => {
  for (const rule of ['AwsSolutions-S10', 'NIST.800.53.R5-S3BucketSSLRequestsOnly'])
    assert.ok(rules.includes(rule), rule)
  for (const pack of ['PCI.DSS.321-', 'HIPAA.Security-'])
    assert.ok(
      rules.some((rule) => rule.startsWith(pack)),
      pack,
    )
})

test('a property that CloudFormation does not know is an open finding', () => {
  assert.ok(open.some(({ path, said }) => path === 'one/Topic' && said.includes('Colour')))
})

test('a look-up in an account is an open finding', () => {
  assert.ok(rules.includes('look-up'))
})

test('what a construct acknowledges is waived for what lies below it, with its reason, and for nothing else', () => {
  const withoutTls = open.filter(({ rule }) => rule === 'AwsSolutions-S10').map(({ path }) => path)
  assert.deepEqual(withoutTls, ['one/Plain/Resource', 'one/Plain/Policy/Resource'])
  const rule = 'AwsSolutions-S10'
  assert.deepEqual(waived, [
    { rule, finding: rule, path: 'one/Excused/Resource', at: 'one/Excused', reason: 'it is a test' },
  ])
})

test('a waiver without a reason is an open finding', () => {
  const other = new App({ context: { ...context, ...quietly } })
  const bucket = new s3.Bucket(new Stack(other, 'other'), 'Bucket')
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S10', reason: ' ' })
  const { open } = examineApp(other)
  assert.ok(
    open.some(
      ({ rule, path, said }) => rule === 'AwsSolutions-S10' && path === 'other/Bucket' && /no reason/.test(said),
    ),
  )
})

test('a waiver that excuses nothing is told', () => {
  assert.deepEqual(
    idle([examination], waived).map(({ rule, path }) => [rule, path]),
    [['AwsSolutions-S1', 'one/Excused']],
  )
})

test('an outline names constructs, follows references and leaves hashes out', () => {
  const [stack] = assembly.stacks
  assert.ok(stack)
  const its = { stack, paths: paths.get('one') ?? new Map(), others: [stack], othersPaths: paths }
  const text = outline([{ profile: 'small', ...its }])
  assert.match(text, /^one, eu-central-1: 4 resources in small\n/)
  assert.match(text, /\nExcused {2}S3::Bucket\n/)
  assert.match(text, /DestinationBucketName: →Plain/)
  assert.match(text, /BucketName: b-HASH\n/)
  assert.match(text, /- Allow s3:PutObject\n {8}on →Plain.Arn\/\*\n {8}to logging.s3.amazonaws.com\n/)
})

test('what is the same in all profiles stands once; what differs names its profiles', () => {
  const [stack] = assembly.stacks
  assert.ok(stack)
  const its = { stack, paths: paths.get('one') ?? new Map(), others: [stack], othersPaths: paths }
  const other = { ...its, paths: new Map([...its.paths, ['Topic', 'one/Renamed']]) }
  const text = outline([
    { profile: 'small', ...its },
    { profile: 'global', ...other },
  ])
  assert.match(text, /\nPlain {2}S3::Bucket\n/)
  assert.match(text, /\nTopic {2}SNS::Topic {2}\(small\)\n/)
  assert.match(text, /\nRenamed {2}SNS::Topic {2}\(global\)\n/)
})
