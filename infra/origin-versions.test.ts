import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildApp } from './build-app.ts'
import { originHeader } from './constructs/balancer.ts'
import { findResources } from './cost/found.ts'
import type { Deployment } from './environments.ts'
import { example as deployment } from './proof/example.ts'
import { context } from './proof/synth.ts'

const old = '11111111-1111-4111-8111-111111111111'
const next = '22222222-2222-4222-8222-222222222222'
const reference = (version: string) => `{{resolve:secretsmanager:tradewind/origin:SecretString:::${version}}}`

const references = /\{\{resolve:secretsmanager:tradewind\/origin:[^}]*\}\}/g

function read(originVersions: Deployment['originVersions']) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-origin-'))
  try {
    const release = join(folder, 'release')
    mkdirSync(release)
    writeFileSync(join(release, 'build.json'), '{}')
    process.env.CDK_VALIDATION = 'false'
    const changed = { ...deployment, profile: 'global', ...(originVersions && { originVersions }) } as const
    const assembly = buildApp(changed, release, { context, outdir: join(folder, 'out') }).synth()
    const found = findResources(assembly)
    const valuesIn = (stack: string, type: string) =>
      found
        .filter((resource) => resource.stack === stack && resource.type === type)
        .map(({ properties }) => JSON.stringify(properties))
        .filter((text) => text.includes(originHeader))
        .flatMap((text) => text.match(references) ?? [])
    const rule = 'AWS::ElasticLoadBalancingV2::ListenerRule'
    return {
      home: valuesIn('program', rule),
      standby: valuesIn('standby-program', rule),
      edge: [...new Set(valuesIn('edge', 'AWS::CloudFront::Distribution'))],
      edgeWaitsFor: assembly.getStackByName(`${deployment.name}-edge`).dependencies.map(({ id }) => id),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('while the secret of CloudFront is changed, each balancer takes both values and CloudFront sends the new one', () => {
  const { home, standby, edge } = read([old, next])
  assert.deepEqual(home, [reference(old), reference(next)])
  assert.deepEqual(standby, home)
  assert.deepEqual(edge, [reference(next)])
})

test('afterwards the old value opens nothing, and no deploy takes another one than the deployment names', () => {
  const { home, standby, edge } = read([next])
  assert.deepEqual([home, standby, edge], Array(3).fill([reference(next)]))
})

test('without versions balancers and CloudFront have the current value, and CloudFront changes after the balancers', () => {
  const { home, standby, edge, edgeWaitsFor } = read(undefined)
  assert.deepEqual([home, standby, edge], Array(3).fill([reference('')]))
  for (const stack of ['program', 'standby-program']) assert.ok(edgeWaitsFor.includes(stack), stack)
})
