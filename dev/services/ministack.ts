import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../ports.ts'
import { startWatchdog } from '../watchdog.ts'
import { type Engine, type Run, type Started, servicesFolder } from './engine.ts'
import { installFolder } from './folder.ts'
import { ask, awsCall, startProcess, warmUp } from './process.ts'
import { fetchWithPip, openVenv } from './python.ts'

const version = '1.5.33'
const sums = ['36f9158cbe7eb7a3f910ccf1c052c98204511164249b783682f7a96ef56b0bba']
const constraints = fileURLToPath(new URL('ministack-constraints.txt', import.meta.url))

/** Parts of what it needs are compiled for one Python. */
const folderFor = (python: string) => join(servicesFolder, `ministack-${version}-python${python}`)

export const ministack: Engine = {
  name: 'ministack',
  version,
  provesThe: 'keys, mail, settings and secrets, and media',

  async install() {
    const python = await openVenv()
    const what = `ministack ${version}`
    await installFolder(folderFor(python.version), (temporary) =>
      fetchWithPip(temporary, {
        name: 'ministack',
        version,
        sums,
        with: { constraints, more: ['cryptography'] },
        what,
      }),
    )
  },

  start: (run) => start(run, {}),
}

async function start(run: Run, more: NodeJS.ProcessEnv): Promise<Started> {
  const python = await openVenv()
  const place = join(run.folder, 'ministack')
  mkdirSync(place, { recursive: true })
  const [port] = (await freePorts(1)) as [number]
  const url = `http://127.0.0.1:${port}`
  const server = await startProcess(python.program, ['-m', 'ministack'], {
    env: {
      PATH: process.env.PATH,
      PYTHONPATH: folderFor(python.version),
      HOME: place,
      TMPDIR: place,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      // Listeners beside the one port, at fixed numbers.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // It would start containers where there is a Docker engine.
      DOCKER_HOST: `unix://${join(place, 'no-docker.sock')}`,
      ...more,
    },
    folder: place,
    log: join(run.folder, 'ministack.log'),
    watchdog: run.watchdog,
    isReady: async () => (await ask(`${url}/_ministack/health`)).status === 200,
    // Where it looks at signatures, these calls would be refused.
    ...(more.AUTH === undefined && { warmUp: () => warmUp(url, firstCalls) }),
  })
  return { url, ...server }
}

/** One more, for a test that wants it otherwise. `env`: its own variables, such as `AUTH=true`, with which it asks IAM. */
export async function openOwnMinistack(env: NodeJS.ProcessEnv): Promise<{ url: string; stop(): Promise<void> }> {
  await ministack.install()
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-ministack-'))
  const watchdog = startWatchdog()
  const { url, stop } = await start({ folder, watchdog }, env)
  return {
    url,
    async stop() {
      await stop()
      watchdog.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** It loads each service when the first call comes. */
const firstCalls = [
  awsCall('kms', '1.1', 'TrentService.ListKeys', {}),
  awsCall('secretsmanager', '1.1', 'secretsmanager.ListSecrets', {}),
  awsCall('ssm', '1.1', 'AmazonSSM.DescribeParameters', {}),
]
