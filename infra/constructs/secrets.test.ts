import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { readConfig } from '../../src/config.ts'
import { statementsOf, templateOf } from '../proof/templates.ts'

const secret = 'AWS::SecretsManager::Secret'

test('each secret has a key of ours, a copy in the second region, and outlives its stack', () => {
  const data = templateOf('small', 'data')
  for (const Name of ['signing', 'operator', 'payments', 'origin', 'database'].map((name) => `tradewind/${name}`))
    data.hasResource(secret, {
      DeletionPolicy: 'Retain',
      Properties: {
        Name,
        KmsKeyId: Match.anyValue(),
        ReplicaRegions: Match.arrayWith([{ Region: 'eu-west-1', KmsKeyId: Match.anyValue() }]),
      },
    })
})

test('CloudFront finds the secret of its header in the region where it is made', () => {
  templateOf('small', 'data').hasResourceProperties(secret, {
    Name: 'tradewind/origin',
    ReplicaRegions: Match.arrayWith([{ Region: 'us-east-1' }]),
  })
})

test('the program starts with the values that are generated, before the operator has put the real ones', () => {
  const generated = Object.values(templateOf('small', 'data').findResources(secret))
  const lengthOf = (name: string): number =>
    generated.find(({ Properties }) => Properties.Name === `tradewind/${name}`)?.Properties.GenerateSecretString
      .PasswordLength
  const template = generated.find(({ Properties }) => Properties.Name === 'tradewind/payments')
  const { key } = JSON.parse(template?.Properties.GenerateSecretString.SecretStringTemplate)
  const config = readConfig(
    {
      DATABASE_URL: 'postgres://shop@database/shop',
      PUBLIC_URL: 'https://shop.example',
      SHOP_DIR: '/etc/tradewind/shop',
      MAIL_URL: 'ses:eu-central-1',
      KEYS_URL: 'kms:alias/tradewind-personal',
      PAYMENTS_URL: 'stripe:',
      SECRET: 'x'.repeat(lengthOf('signing')),
      OPERATOR_TOKEN: 'x'.repeat(lengthOf('operator')),
      PAYMENTS_KEY: key,
      PAYMENTS_WEBHOOK_SECRET: 'x'.repeat(lengthOf('payments')),
    },
    2,
  )
  assert.equal(config.demo, false)
})

test('a process reads its own secrets, through Secrets Manager alone, and not the one that proves CloudFront', () => {
  const statements = statementsOf(templateOf('small', 'program'), 'Web')
  const reads = JSON.stringify(statements.filter(({ Action }) => Action === 'secretsmanager:GetSecretValue'))
  for (const name of ['signing', 'operator', 'payments']) assert.match(reads, new RegExp(`secret:tradewind/${name}-`))
  assert.doesNotMatch(reads, /origin|tradewind\/database/)
  assert.ok(
    statements.some(
      ({ Action, Condition }) =>
        Action === 'kms:Decrypt' &&
        Condition?.StringEquals?.['kms:ViaService'] === 'secretsmanager.eu-central-1.amazonaws.com',
    ),
  )
})
