import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, findResources } from './cost/found.ts'
import type { Deployment } from './environments.ts'
import { fail, stepsTo, type Target, tell, type World } from './failover.ts'
import { example } from './proof/example.ts'
import { synthesize } from './proof/synth.ts'

const deployment: Deployment = {
  ...example,
  name: 'mugs',
  account: '222222222222',
  region: 'eu-central-1',
  standbyRegion: 'eu-west-1',
  profile: 'global',
}

type Group = { min: number; max: number; desired: number; inService: number }

/** AWS as these calls see it. A group's machines are there when they are asked for twice; the database needs three looks. */
function openAccount({ writer = 'eu-central-1', away = '' }: { writer?: string; away?: string } = {}) {
  const groups: Record<string, Group> = {
    'eu-central-1/mugs-web': { min: 3, max: 24, desired: 3, inService: 3 },
    'eu-central-1/mugs-worker': { min: 2, max: 6, desired: 2, inService: 2 },
    'eu-west-1/mugs-web': { min: 1, max: 24, desired: 1, inService: 1 },
    'eu-west-1/mugs-worker': { min: 1, max: 6, desired: 1, inService: 1 },
  }
  const database = { writer, next: '', looks: 0 }
  const calls: string[] = []
  const answers: Record<string, (option: (name: string) => string, region: string) => unknown> = {
    'describe-auto-scaling-groups': (_, region) => ({
      AutoScalingGroups: ['mugs-web', 'mugs-worker'].map((name) => {
        const group = groups[`${region}/${name}`]
        assert.ok(group)
        const Instances = Array.from({ length: group.inService }, () => ({
          LifecycleState: 'InService',
          HealthStatus: 'Healthy',
        }))
        group.inService = group.desired
        return { AutoScalingGroupName: name, MinSize: group.min, MaxSize: group.max, Instances }
      }),
    }),
    'update-auto-scaling-group': (option, region) => {
      const group = groups[`${region}/${option('--auto-scaling-group-name')}`]
      assert.ok(group)
      group.min = Number(option('--min-size'))
      group.max = Number(option('--max-size'))
      group.desired = Math.min(Math.max(group.desired, group.min), group.max)
      return null
    },
    'describe-global-clusters': () => {
      if (database.next && ++database.looks === 3) {
        database.writer = database.next
        database.next = ''
      }
      const GlobalClusterMembers = ['eu-central-1', 'eu-west-1'].map((region) => ({
        DBClusterArn: `arn:aws:rds:${region}:222222222222:cluster:mugs`,
        IsWriter: region === database.writer,
      }))
      return { GlobalClusters: [{ Status: database.next ? 'failing-over' : 'available', GlobalClusterMembers }] }
    },
    'failover-global-cluster': (option) => begin(option('--target-db-cluster-identifier')),
    'switchover-global-cluster': (option) => begin(option('--target-db-cluster-identifier')),
  }
  const begin = (cluster: string) => {
    database.next = cluster.split(':')[3] ?? ''
    database.looks = 0
    return {}
  }
  const aws: World['aws'] = async (args) => {
    const option = (name: string) => args[args.indexOf(name) + 1] ?? ''
    const region = option('--region')
    if (region === away) throw new Error(`Could not connect to the endpoint in ${away}`)
    if (!args[1]?.startsWith('describe')) calls.push(args.join(' '))
    const answer = answers[args[1] ?? '']
    assert.ok(answer, `an unknown call: ${args.join(' ')}`)
    return answer(option, region)
  }
  return { groups, database, calls, aws }
}

const run = (target: Target, aws: World['aws'], { isPlanned = false, says = true } = {}) => {
  const questions: string[] = []
  const lines: string[] = []
  const world: World = {
    aws,
    ask: async (question) => {
      questions.push(question)
      return says
    },
    say: (line) => lines.push(line),
    sleep: async () => {},
  }
  return { questions, lines, ended: fail(stepsTo(target, deployment, isPlanned), world) }
}

const promotes =
  'rds failover-global-cluster --global-cluster-identifier mugs --target-db-cluster-identifier arn:aws:rds:eu-west-1:222222222222:cluster:mugs --allow-data-loss --region eu-west-1'
const resize = (process: string, region: string, min: number, max: number) =>
  `autoscaling update-auto-scaling-group --auto-scaling-group-name mugs-${process} --min-size ${min} --max-size ${max} --region ${region}`

test('with its region away, the second one gets machines and the writes, and the script says what is left to do', async () => {
  const account = openAccount({ away: 'eu-central-1' })
  const { ended, questions, lines } = run('standby', account.aws)
  assert.equal(await ended, false)
  assert.deepEqual(account.calls, [resize('web', 'eu-west-1', 3, 24), resize('worker', 'eu-west-1', 2, 6), promotes])
  assert.equal(account.database.writer, 'eu-west-1')
  assert.equal(questions.length, 1)
  assert.match(questions[0] ?? '', /is lost/)
  assert.equal(lines.at(-1), '   That region does not answer. Run this again as soon as it does.')
})

test('run again when the first region is back, it only closes the shop there', async () => {
  const account = openAccount({ away: 'eu-central-1' })
  await run('standby', account.aws).ended
  const back = openAccount({ writer: 'eu-west-1' })
  Object.assign(back.groups, { ...account.groups })
  const { ended, questions } = run('standby', back.aws)
  assert.equal(await ended, true)
  assert.deepEqual(back.calls, [resize('web', 'eu-central-1', 0, 0), resize('worker', 'eu-central-1', 0, 0)])
  assert.equal(questions.length, 1)
  const again = run('standby', back.aws)
  assert.equal(await again.ended, true)
  assert.equal(back.calls.length, 2)
  assert.deepEqual(again.questions, [])
})

test('a second region that has grown in the meantime loses no machine', async () => {
  const account = openAccount()
  const web = { min: 1, max: 24, desired: 8, inService: 8 }
  account.groups['eu-west-1/mugs-web'] = web
  assert.equal(await run('standby', account.aws).ended, true)
  assert.deepEqual(web, { min: 3, max: 24, desired: 8, inService: 8 })
  assert.equal(account.groups['eu-central-1/mugs-web']?.desired, 0)
})

test('a no before the promotion changes neither database nor the first region', async () => {
  const account = openAccount()
  const { ended } = run('standby', account.aws, { says: false })
  assert.equal(await ended, false)
  assert.deepEqual(account.calls, [resize('web', 'eu-west-1', 3, 24), resize('worker', 'eu-west-1', 2, 6)])
  assert.equal(account.database.writer, 'eu-central-1')
})

test('the way back is a planned one: it is asked of the region that writes, loses nothing and leaves the second region small', async () => {
  const account = openAccount({ writer: 'eu-west-1' })
  Object.assign(account.groups, {
    'eu-central-1/mugs-web': { min: 0, max: 0, desired: 0, inService: 0 },
    'eu-central-1/mugs-worker': { min: 0, max: 0, desired: 0, inService: 0 },
    'eu-west-1/mugs-web': { min: 3, max: 24, desired: 3, inService: 3 },
    'eu-west-1/mugs-worker': { min: 2, max: 6, desired: 2, inService: 2 },
  })
  assert.equal(await run('home', account.aws, { isPlanned: true }).ended, true)
  assert.deepEqual(account.calls, [
    resize('web', 'eu-central-1', 3, 24),
    resize('worker', 'eu-central-1', 2, 6),
    'rds switchover-global-cluster --global-cluster-identifier mugs --target-db-cluster-identifier arn:aws:rds:eu-central-1:222222222222:cluster:mugs --region eu-west-1',
    resize('web', 'eu-west-1', 1, 24),
    resize('worker', 'eu-west-1', 1, 6),
  ])
})

test('a way home that would lose orders is refused', () => {
  assert.throws(() => stepsTo('home', deployment, false), /^Error: The way home is a planned one/)
})

test('a promotion that does not end is told with what to look at', async () => {
  const account = openAccount()
  const aws: World['aws'] = (args) => (args[1] === 'failover-global-cluster' ? Promise.resolve({}) : account.aws(args))
  await assert.rejects(run('standby', aws).ended, {
    message:
      'The database of eu-west-1 takes the writes: not so after 900 seconds. Look at aws rds describe-global-clusters --global-cluster-identifier mugs --region eu-west-1, then run this again.',
  })
})

test('a dry run tells every call and makes none', () => {
  const lines: string[] = []
  tell(stepsTo('standby', deployment, false), (line) => lines.push(line))
  const changes = lines
    .filter((line) => line.startsWith('   changes: '))
    .map((line) => line.slice('   changes: aws '.length))
  assert.deepEqual(changes, [
    resize('web', 'eu-west-1', 3, 24),
    resize('worker', 'eu-west-1', 2, 6),
    promotes,
    resize('web', 'eu-central-1', 0, 0),
    resize('worker', 'eu-central-1', 0, 0),
  ])
})

test('the script calls things by the names that the templates give them', () => {
  const all = findResources(synthesize('global'))
  const named = (type: string, path: string) => [
    ...new Set(all.filter((found) => found.type === type).map(({ properties }) => at(properties, path))),
  ]
  const { name } = example
  assert.deepEqual(named('AWS::RDS::GlobalCluster', 'GlobalClusterIdentifier'), [name])
  assert.deepEqual(named('AWS::RDS::DBCluster', 'DBClusterIdentifier'), [name])
  assert.deepEqual(named('AWS::AutoScaling::AutoScalingGroup', 'AutoScalingGroupName'), [
    `${name}-web`,
    `${name}-worker`,
  ])
})

test('a profile without a second shop is sent to its copies, and so is one that was opened from them', () => {
  for (const changes of [{}, { restoredFrom: 'arn:aws:rds:eu-west-1:222222222222:snapshot:mugs' }])
    assert.throws(
      () => stepsTo('standby', { ...deployment, ...changes, profile: 'standard' }, false),
      /The profile standard has no second shop/,
    )
})
