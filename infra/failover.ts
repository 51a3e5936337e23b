import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { deployment } from './deployment.ts'
import { type Deployment, type Group, profileOf } from './environments.ts'

/** Where the shop is to sell: the second region, or the first one again. */
export type Target = 'standby' | 'home'

export type World = {
  /** Calls `aws` with these arguments and answers its JSON; null where it prints none. Throws what it says when it fails. */
  readonly aws: (args: readonly string[]) => Promise<unknown>
  readonly ask: (question: string) => Promise<boolean>
  readonly say: (line: string) => void
  readonly sleep: (seconds: number) => Promise<void>
}

type Step = {
  readonly what: string
  /** Asked first: there is nothing to do where it answers true. */
  readonly look: { readonly args: readonly string[]; readonly isDone: (answer: unknown) => boolean }
  readonly change: readonly (readonly string[])[]
  /** What cannot be taken back; it is asked for. */
  readonly warning?: string
  /** Seconds until it has to be done; 0: the next step does not wait for it. */
  readonly within: number
  /** The region that may be away: its silence stops nothing. */
  readonly mayFail?: true
}

const everySeconds = 10

/** All that has to be done, in its order. Each step looks first, so that the whole may be run again after it was broken off. */
export function stepsTo(target: Target, deployment: Deployment, isPlanned: boolean): readonly Step[] {
  const { name, account, region: home, standbyRegion } = deployment
  const profile = profileOf(deployment)
  const { standby, database } = profile
  // What is opened from copies has a second shop too, with a database that follows nobody.
  if (!standby || database.engine !== 'aurora')
    throw new Error(
      `The profile ${deployment.profile} has no second shop. docs/guides/disaster.md tells how it is restored from its copies.`,
    )
  if (target === 'home' && !isPlanned)
    throw new Error(
      'The way home is a planned one, for both regions are there: to-home --planned. Without it, orders of the last second would be lost.',
    )
  const [to, from] = target === 'standby' ? [standbyRegion, home] : [home, standbyRegion]
  const cluster = `arn:aws:rds:${to}:${account}:cluster:${name}`
  const full = { web: profile.web, worker: profile.worker }
  const rest = target === 'home' ? { web: standby.web, worker: standby.worker } : { web: none, worker: none }
  return [
    {
      what: `Machines for all of the shop are ordered in ${to}`,
      look: { args: groupsOf(name, to), isDone: (answer) => allGroups(answer, name, full, asked) },
      change: sizes(name, full, to),
      within: 0,
    },
    {
      what: `The database of ${to} takes the writes`,
      look: {
        args: ['rds', 'describe-global-clusters', '--global-cluster-identifier', name, '--region', to],
        isDone: (answer) => isWriter(answer, cluster),
      },
      change: [
        isPlanned
          ? [
              'rds',
              'switchover-global-cluster',
              '--global-cluster-identifier',
              name,
              '--target-db-cluster-identifier',
              cluster,
              '--region',
              from,
            ]
          : [
              'rds',
              'failover-global-cluster',
              '--global-cluster-identifier',
              name,
              '--target-db-cluster-identifier',
              cluster,
              '--allow-data-loss',
              '--region',
              to,
            ],
      ],
      warning: isPlanned
        ? 'Nothing is lost; orders are refused for a minute or two.'
        : `What ${from} wrote in its last second or so, and did not send on, is lost. Do it only when ${from} is away and stays away longer than the shop can wait.`,
      within: 900,
    },
    {
      what: `Machines in ${to} answer`,
      look: { args: groupsOf(name, to), isDone: (answer) => allGroups(answer, name, full, inService) },
      change: [],
      within: 1_200,
    },
    {
      what: target === 'standby' ? `The shop in ${from} is closed` : `The shop in ${from} is small again`,
      look: { args: groupsOf(name, from), isDone: (answer) => allGroups(answer, name, rest, asked) },
      change: sizes(name, rest, from),
      ...(target === 'standby' && {
        warning: `All machines in ${from} end. Otherwise, when ${from} comes back, shoppers are led to a database that takes no orders.`,
      }),
      within: 0,
      mayFail: true,
    },
  ]
}

type Sizes = { readonly web: Pick<Group, 'min' | 'max'>; readonly worker: Pick<Group, 'min' | 'max'> }
const none = { min: 0, max: 0 }

const groupsOf = (name: string, region: string): string[] => [
  'autoscaling',
  'describe-auto-scaling-groups',
  '--auto-scaling-group-names',
  `${name}-web`,
  `${name}-worker`,
  '--region',
  region,
]

/** Without a wanted number: AWS Auto Scaling itself brings it between both, and ends no machine of a group that has grown. */
const sizes = (name: string, { web, worker }: Sizes, region: string): string[][] =>
  Object.entries({ web, worker }).map(([process, { min, max }]) => [
    'autoscaling',
    'update-auto-scaling-group',
    '--auto-scaling-group-name',
    `${name}-${process}`,
    '--min-size',
    String(min),
    '--max-size',
    String(max),
    '--region',
    region,
  ])

type Asked = {
  readonly AutoScalingGroupName: string
  readonly MinSize: number
  readonly MaxSize: number
  readonly Instances?: readonly { readonly LifecycleState: string; readonly HealthStatus: string }[]
}

const asked = ({ MinSize, MaxSize }: Asked, { min, max }: Pick<Group, 'min' | 'max'>): boolean =>
  MinSize === min && MaxSize === max

const inService = ({ Instances = [] }: Asked, { min }: Pick<Group, 'min' | 'max'>): boolean =>
  Instances.filter(({ LifecycleState, HealthStatus }) => LifecycleState === 'InService' && HealthStatus === 'Healthy')
    .length >= min

function allGroups(answer: unknown, name: string, { web, worker }: Sizes, holds: typeof asked): boolean {
  const { AutoScalingGroups: groups = [] } = answer as { AutoScalingGroups?: readonly Asked[] }
  return Object.entries({ web, worker }).every(([process, size]) => {
    const group = groups.find((one) => one.AutoScalingGroupName === `${name}-${process}`)
    return group !== undefined && holds(group, size)
  })
}

type GlobalCluster = {
  readonly Status?: string
  readonly GlobalClusterMembers?: readonly { readonly DBClusterArn: string; readonly IsWriter: boolean }[]
}

function isWriter(answer: unknown, cluster: string): boolean {
  const { GlobalClusters: [found] = [] } = answer as { GlobalClusters?: readonly GlobalCluster[] }
  const member = found?.GlobalClusterMembers?.find(({ DBClusterArn }) => DBClusterArn === cluster)
  return found?.Status === 'available' && member?.IsWriter === true
}

const shown = (args: readonly string[]): string => `aws ${args.join(' ')}`

/** The calls, and what each waits for, without making one. */
export function tell(steps: readonly Step[], say: World['say']): void {
  for (const [index, { what, look, change, warning, within }] of steps.entries()) {
    say(`${index + 1}. ${what}${within ? `, within ${Math.round(within / 60)} minutes` : ''}.`)
    if (warning) say(`   Asks first: ${warning}`)
    say(`   looks:   ${shown(look.args)}`)
    for (const args of change) say(`   changes: ${shown(args)}`)
  }
}

/** Answers false where somebody said no, or where the region that is left did not answer. */
export async function fail(steps: readonly Step[], world: World): Promise<boolean> {
  let isWhole = true
  for (const [index, step] of steps.entries()) {
    const { say } = world
    say(`${index + 1}. ${step.what}.`)
    try {
      if (!(await take(step, world))) return false
    } catch (fault) {
      if (!step.mayFail) throw fault
      say(`   ${fault instanceof Error ? fault.message : String(fault)}`)
      say('   That region does not answer. Run this again as soon as it does.')
      isWhole = false
    }
  }
  return isWhole
}

async function take({ what, look, change, warning, within }: Step, { aws, ask, say, sleep }: World): Promise<boolean> {
  if (look.isDone(await aws(look.args))) {
    say('   It is so already.')
    return true
  }
  if (warning && !(await ask(`   ${warning} Go on?`))) {
    say('   Nothing more was done.')
    return false
  }
  for (const args of change) {
    say(`   ${shown(args)}`)
    await aws(args)
  }
  for (let waited = 0; waited < within; waited += everySeconds) {
    if (look.isDone(await aws(look.args))) {
      say(`   Done after ${waited} seconds.`)
      return true
    }
    await sleep(everySeconds)
  }
  if (within)
    throw new Error(`${what}: not so after ${within} seconds. Look at ${shown(look.args)}, then run this again.`)
  return true
}

function callAws(args: readonly string[]): Promise<unknown> {
  return new Promise((done, fail) => {
    const child = spawn('aws', [...args, '--output', 'json', '--no-cli-pager'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AWS_MAX_ATTEMPTS: '3' },
    })
    let out = ''
    let wrong = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      wrong += text
    })
    child.once('error', (cause) =>
      fail(new Error('The command aws did not start: is the AWS CLI installed?', { cause })),
    )
    child.once('close', (code) =>
      code === 0 ? done(out.trim() ? JSON.parse(out) : null) : fail(new Error(wrong.trim())),
    )
  })
}

const usage = `failover to-standby [--planned] | to-home --planned [--dry-run]
         to-standby: the second region takes over; --planned loses nothing, and needs both regions
         to-home --planned: the way back, when the first region follows again`

async function main(args: readonly string[]): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const [where, ...options] = args
  const target = { 'to-standby': 'standby', 'to-home': 'home' }[where ?? ''] as Target | undefined
  if (!target || options.some((option) => !['--planned', '--dry-run'].includes(option))) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const steps = stepsTo(target, deployment, options.includes('--planned'))
  if (options.includes('--dry-run')) {
    tell(steps, say)
    return 0
  }
  const reader = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const ask = async (question: string) => (await reader.question(`${question} Type yes: `)).trim() === 'yes'
    const isWhole = await fail(steps, { aws: callAws, ask, say, sleep: (seconds) => pause(seconds * 1000) })
    if (isWhole) say('Now look whether it sells: docs/guides/disaster.md, "Look whether it sells".')
    return isWhole ? 0 : 1
  } finally {
    reader.close()
  }
}

if (import.meta.main)
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code
    },
    (fault) => {
      process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
      process.exitCode = 1
    },
  )
