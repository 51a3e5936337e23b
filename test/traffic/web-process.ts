import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { awsSettings } from '../helpers/on-aws.ts'
import { type PayingShop, secretKey, webhookSecret } from '../helpers/paying-shop.ts'
import { testKeys } from '../helpers/test-keys.ts'

export type WebProcess = {
  port: number
  origin: string
  child: ChildProcess
  said: () => string
  ended: Promise<number | null>
}

/** As the test's own shop has it: what one signs, the other takes. */
export const secret = 'a secret of the tests, 32 characters or more'

/** A web process as operators run it, on the database of a test's shop. Killed with the test. */
export async function startWeb(
  t: TestContext,
  shop: Pick<PayingShop, 'databaseUrl' | 'sandbox'>,
  env: Record<string, string> = {},
): Promise<WebProcess> {
  const port = Number(env.PORT ?? (await freePort()))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'web'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: shop.databaseUrl,
      PORT: String(port),
      SECRET: secret,
      PAYMENTS_URL: `stripe+${shop.sandbox.url}`,
      PAYMENTS_KEY: secretKey,
      PAYMENTS_WEBHOOK_SECRET: webhookSecret,
      MAIL_URL: 'mailbox:',
      ...testKeys(),
      WEB_PROCESSES: '1',
      RATE_LIMITS: '1000000',
      ...(await awsSettings(t)),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const processes = Number(env.WEB_PROCESSES ?? 1)
  for (let tries = 0; said.split('"web.ready"').length <= processes; tries++) {
    if (tries > 1200 || child.exitCode !== null) assert.fail(`The web process did not start:\n${said}`)
    await sleep(25)
  }
  return { port, origin: `http://127.0.0.1:${port}`, child, said: () => said, ended }
}

/** Resident memory in bytes; undefined where the system does not tell. */
export function memoryOf({ child }: WebProcess): number | undefined {
  if (process.platform !== 'linux') return undefined
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
