import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { contrast } from '../../src/kit/colour.ts'
import { drawn } from './draw.ts'
import { layOut } from './lay-out.ts'
import { readPicture } from './read-picture.ts'
import { type Colours, dark, drawBox, light } from './svg.ts'

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

test('a stack that the picture has no place for is named', () => {
  assert.throws(() => readPicture(assemblyOf({ cache: { Key: { Type: 'AWS::KMS::Key' } } })), {
    message: 'The picture has no place for the stack cache.',
  })
})

/** Texts that reach out of their boxes, at the width of the README. */
const tooLong = (svg: string): string[] =>
  [...svg.matchAll(/<g class="\w+"><rect [^>]*width="([\d.]+)"[^>]*\/>(.*?)<\/g>/g)].flatMap(([, width, inside = '']) =>
    [...inside.matchAll(/<text[^>]*>(.*?)<\/text>/g)]
      .map(([, words = '']) => words.replace(/<[^>]+>/g, ''))
      .filter((words) => words.length * 6.6 >= Number(width) - 36),
  )

test('each text fits into its box', () => {
  for (const { svg } of drawn()) {
    assert.ok(svg.includes('<tspan class="what"'))
    assert.deepEqual(tooLong(svg), [])
  }
  const narrow = { x: 0, y: 0, width: 100, height: 32 }
  const box = drawBox({ icon: 'way', name: 'NAT', what: 'gateway of all', tone: 'public' }, narrow)
  assert.deepEqual(tooLong(box), ['NATgateway of all'])
})

/** What is hard to read: a colour of words on a ground that it stands on, below the contrast of WCAG AA. */
const hardToRead = (colours: Colours): string[] =>
  (
    [
      ['ink', ['ground', 'band', 'box']],
      ['soft', ['ground', 'band', 'box']],
      ['public', ['publicTint']],
      ['program', ['programTint']],
      ['data', ['dataTint']],
    ] as const
  ).flatMap(([words, grounds]) =>
    grounds
      .filter((ground) => contrast(colours[words], colours[ground]) < 4.5)
      .map((ground) => `${words} on ${ground}`),
  )

test('words are readable on their grounds, in light and in the dark', () => {
  assert.deepEqual([...hardToRead(light), ...hardToRead(dark)], [])
  assert.deepEqual(hardToRead({ ...light, soft: '#a0a8b0' }), ['soft on ground', 'soft on band', 'soft on box'])
})
