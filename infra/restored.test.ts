import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildApp } from './build-app.ts'
import { at, findResources } from './cost/found.ts'
import { example as deployment } from './proof/example.ts'
import { context } from './proof/synth.ts'

const snapshot = 'arn:aws:rds:eu-west-1:111111111111:snapshot:awsbackup:copyjob-1'

test('a lost shop without a follower is opened in the second region from a snapshot, as large as it was', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-restored-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const release = join(folder, 'release')
  mkdirSync(release)
  writeFileSync(join(release, 'build.json'), '{}')
  process.env.CDK_VALIDATION = 'false'
  const lost = { ...deployment, profile: 'small', restoredFrom: snapshot } as const
  const assembly = buildApp(lost, release, { context, outdir: join(folder, 'out') }).synth()
  const standby = findResources(assembly).filter(({ stack }) => stack.startsWith('standby-'))
  assert.deepEqual([...new Set(standby.map(({ region }) => region))], ['eu-west-1'])

  const [database, ...more] = standby.filter(({ type }) => type === 'AWS::RDS::DBInstance')
  assert.deepEqual(more, [])
  assert.equal(at(database?.properties, 'DBSnapshotIdentifier'), snapshot)
  assert.equal(at(database?.properties, 'MasterUsername'), undefined)
  assert.equal(at(database?.properties, 'DeletionProtection'), true)
  // A server that has grown or upgraded itself takes no smaller disk and no older version.
  for (const name of ['AllocatedStorage', 'EngineVersion'])
    assert.equal(at(database?.properties, name), undefined, name)
  assert.equal(at(database?.properties, 'MaxAllocatedStorage'), 100)
  assert.equal(standby.filter(({ type }) => type === 'AWS::AutoScaling::ScheduledAction').length, 2)

  const groups = standby.filter(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup')
  assert.deepEqual(
    groups.map(({ properties }) => [at(properties, 'AutoScalingGroupName'), Number(at(properties, 'MinSize'))]).sort(),
    [
      ['tradewind-web', 2],
      ['tradewind-worker', 1],
    ],
  )
  // All of it is made while the home region answers nothing.
  for (const { id, type, properties } of standby.filter(({ stack }) => stack !== 'standby-watch'))
    assert.doesNotMatch(
      JSON.stringify(properties),
      /"Fn::GetStackOutput":\{[^}]*"tradewind-(data|program|keys)"/,
      `${type} ${id}`,
    )
  // The migration has a database to change there, unlike that of a standby that follows.
  const migration = standby.find(({ type }) => type === 'AWS::Lambda::Function')
  assert.match(JSON.stringify(at(migration?.properties, 'Environment.Variables.DATABASE_URL')), /sslmode=verify-full/)
})
