import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prune, withOutputs, withoutConditions } from './prune.ts'

test('what is left out leaves a text where it was named, and nobody waits for it', () => {
  const { template, pruned } = prune(
    {
      Resources: {
        Zone: { Type: 'A' },
        Gone: { Type: 'B' },
        User: {
          Type: 'A',
          DependsOn: ['Gone', 'Zone'],
          Properties: { names: [{ Ref: 'Gone' }, { 'Fn::GetAtt': ['Gone', 'Arn'] }, { Ref: 'Zone' }] },
        },
        Other: { Type: 'A', DependsOn: 'Gone' },
      },
      Outputs: { Name: { Value: { Ref: 'Gone' } } },
    },
    ({ Type }) => (Type === 'B' ? Type : undefined),
  )
  assert.deepEqual(pruned, { B: 1 })
  assert.deepEqual(template, {
    Resources: {
      Zone: { Type: 'A' },
      User: {
        Type: 'A',
        DependsOn: ['Zone'],
        Properties: { names: ['pruned-Gone', 'pruned-Gone', { Ref: 'Zone' }] },
      },
      Other: { Type: 'A' },
    },
    Outputs: { Name: { Value: 'pruned-Gone' } },
  })
})

test('an output of another stack is answered wherever it stands', () => {
  const named = { 'Fn::GetStackOutput': { StackName: 'keys', OutputName: 'Key', Region: 'eu-west-1' } }
  assert.deepEqual(
    withOutputs({ a: [named, { b: named }] }, ({ StackName, OutputName }) => `${StackName}.${OutputName}`),
    { a: ['keys.Key', { b: 'keys.Key' }] },
  )
})

test('without a key that requests lack, what is allowed stays allowed and what is denied for want of it is not denied', () => {
  const condition = { Bool: { 'aws:SecureTransport': 'false' } }
  const other = { StringEquals: { 'aws:PrincipalTag/a': 'b' } }
  assert.deepEqual(
    withoutConditions(
      {
        Statement: [
          { Effect: 'Deny', Action: 's3:*', Condition: condition },
          { Effect: 'Deny', Action: 's3:*', Condition: other },
          { Effect: 'Allow', Action: 's3:GetObject', Condition: condition },
        ],
      },
      /"aws:SecureTransport"/,
    ),
    {
      Statement: [
        { Effect: 'Deny', Action: 's3:*', Condition: other },
        { Effect: 'Allow', Action: 's3:GetObject' },
      ],
    },
  )
})
