import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { drawn } from './draw.ts'
import { layOut } from './lay-out.ts'
import { readPicture } from './read-picture.ts'

type Resources = Record<string, { Type: string; Properties?: unknown }>

const assemblyOf = (stacks: Record<string, Resources>) =>
  ({
    stacks: Object.entries(stacks).map(([id, Resources]) => ({
      id,
      environment: { region: id === 'copies' ? 'eu-west-1' : 'eu-central-1' },
      template: { Resources },
    })),
  }) as unknown as CloudAssembly

const namesOf = (svg: string) => [...svg.matchAll(/class="name"[^>]*>([^<]+)</g)].map(([, name]) => name)

test('the pictures are of the templates of now', () => {
  for (const { file, svg } of drawn())
    assert.equal(
      existsSync(file) && readFileSync(file, 'utf8') === svg,
      true,
      `npm run infra -- picture draws ${file} anew`,
    )
})

test('what is not in the templates is not in the picture', () => {
  const network: Resources = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.10.0.0/16' } },
    A: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'a' } },
    B: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'b' } },
    Database: { Type: 'AWS::RDS::DBInstance', Properties: { MultiAZ: true } },
  }
  const copies: Resources = { Key: { Type: 'AWS::KMS::Key' } }
  const before = namesOf(layOut(readPicture(assemblyOf({ data: network, copies })), ''))
  assert.deepEqual(before, ['Shoppers', 'Stripe', 'PostgreSQL', 'PostgreSQL', 'KMS'])
  const { Database: _, ...less } = network
  const after = namesOf(layOut(readPicture(assemblyOf({ data: less, copies })), ''))
  assert.deepEqual(after, ['Shoppers', 'Stripe', 'KMS'])
})

test('each text fits into its box at the width of the README', () => {
  for (const { svg } of drawn())
    for (const [, x, inside] of svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" class="(?:what|name)">([^<]+)</g)) {
      const left = Number(x) - 36
      const box = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]* class="box"/g)].find(
        ([, at]) => Number(at) === left,
      )
      assert.ok(box, inside)
      assert.ok((inside ?? '').length * 6.6 < Number(box[2]) - 36, `'${inside}' is too long for its box`)
    }
})
