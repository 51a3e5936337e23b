import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { root } from './places.ts'
import { Sentence } from './progress.mjs'
import { runSteps } from './steps.ts'

const usage = `npm run infra -- check                proves infra/ without an account: types, tests, every rule over every resource, snapshots
npm run infra -- check --write        the same, and writes the snapshots and docs/reference/waivers.md anew
npm run infra -- check --complete     the same, and fails where a part would be skipped
npm run infra -- synth                writes the templates of deployment.ts to infra/cdk.out
npm run infra -- diff                 what a deployment of var/release would change
npm run infra -- deploy               makes a release and deploys it, to all stacks; what follows goes to cdk deploy
npm run infra -- cost                 writes docs/reference/cost.md
npm run infra -- picture              writes the pictures of the architecture
npm run infra -- failover             moves the shop to its second region and home again; docs/guides/disaster.md
`
const infra = join(root, 'infra')
const release = join(root, 'var/release')
const node = process.execPath
const quiet = '--disable-warning=ExperimentalWarning'

const steps: Record<string, (args: string[]) => number> = {
  check,
  synth: (args) => cdk('synth', '--all', '--quiet', ...args),
  diff: (args) => cdk('diff', '--all', ...args),
  // By force: a stack whose template is the same may still name what another one has made anew.
  deploy: (args) =>
    runSteps([{ name: 'release', command: node, args: ['dev/release.ts'] }]) ||
    cdk('deploy', '--all', '--force', ...args),
  failover: (args) => run(node, [quiet, 'failover.ts', ...args]),
  cost: (args) => run(node, [quiet, 'cost/cost.ts', ...args]),
  picture: (args) => run(node, [quiet, 'picture/draw.ts', ...args]),
  app,
}

function check(args: string[]): number {
  const unknown = args.find((arg) => arg !== '--write' && arg !== '--complete')
  if (unknown) throw new Sentence(`check knows no ${unknown}.\n${usage}`)
  if (args.includes('--complete')) process.env.TEST_NO_SKIPS = '1'
  return runSteps([
    { name: 'types', command: 'tsc', args: ['-p', 'infra'] },
    { name: 'rules, snapshots and waivers', command: node, args: [quiet, 'infra/proof/check.ts', ...args] },
    { name: 'tests', command: node, args: ['dev/test.ts', 'infra'] },
  ])
}

/** What cdk.json names: the CDK's own command line starts it, on any Node, and reads the templates that it writes. */
function app(): number {
  if (!existsSync(join(release, 'dist/main.js')))
    throw new Sentence('There is no release in var/release. `npm run release` in the root of the clone makes it.')
  return run(node, [quiet, 'app.ts'])
}

const cdk = (...args: string[]) => run(node, [join(infra, 'node_modules/aws-cdk/bin/cdk'), '--no-notices', ...args])

function run(command: string, args: string[]): number {
  const { status, error } = spawnSync(command, args, {
    cwd: infra,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [dirname(node), process.env.PATH ?? ''].join(delimiter),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  })
  if (error) throw error
  return status ?? 1
}

try {
  const [name = '', ...args] = process.argv.slice(2)
  const step = steps[name]
  if (!step) throw new Sentence(usage.trim())
  process.exitCode = step(args)
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}
