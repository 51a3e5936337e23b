import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, keepRunning } from './children.ts'
import { demoAccount, demoSettings, prepareDatabase } from './demo.ts'
import { root, varFolder } from './places.ts'
import { freePort, isFree } from './ports.ts'
import { openPostgres } from './postgres.ts'
import { Sentence, withProgress } from './progress.mjs'
import { isOurs, type Running, readRunning, runningFile } from './running.ts'
import { readSecrets } from './secrets.ts'
import { startWatchdog } from './watchdog.ts'

async function start(): Promise<void> {
  const beganAt = Date.now()
  mkdirSync(varFolder, { recursive: true })
  const port = wantedPort()
  await clearTheWay(port)

  const watchdog = startWatchdog()
  const secrets = readSecrets(varFolder)
  const own = process.env.DATABASE_URL
    ? undefined
    : await openPostgres({ folder: varFolder, password: secrets.database, watchdog, durable: true })
  const databaseUrl = own?.url ?? process.env.DATABASE_URL ?? ''
  const children: Child[] = []
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const child of [...children].reverse()) await child.stop()
      await own?.stop()
      rmSync(runningFile, { force: true })
      watchdog.close()
    })()
    return stopping
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!stopping) process.stdout.write('\nClosing the shop …\n')
      stop().then(() => process.exit(0))
    })

  // The parent may be killed without a word; then nobody is left who could press Ctrl-C.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop().then(() => process.exit(0))
  }, 1_000).unref()

  try {
    const sandboxPort = await freePort(port + 1)
    const env = demoSettings({ databaseUrl, port, sandboxPort, secrets })
    const isDemo = await prepareDatabase(databaseUrl)
    const remember = () =>
      writeFileSync(
        runningFile,
        JSON.stringify({
          pid: process.pid,
          children: children.map((child) => child.pid()).filter((pid) => pid !== undefined),
          databaseUrl,
          port,
          sandboxPort,
        } satisfies Running),
        { mode: 0o600 },
      )
    const run = (name: string, args: string[]) =>
      children.push(
        keepRunning(name, args, {
          env,
          logFolder: join(varFolder, 'log'),
          watchdog,
          onGivenUp: (given) => {
            process.stderr.write(
              `The ${given} process dies at each start; ${join(varFolder, 'log', given)}.log says why.\n`,
            )
            process.exitCode = 1
            stop().then(() => process.exit(1))
          },
        }),
      )
    run('sandbox', [
      'sandbox/main.ts',
      `--port=${sandboxPort}`,
      `--ledger=${join(varFolder, 'sandbox-ledger.jsonl')}`,
      `--webhook=http://127.0.0.1:${port}/webhooks/payments`,
    ])
    run('web', ['src/main.ts', 'web'])
    remember()
    await withProgress('Opening the shop', async () => {
      const isStopping = () => stopping !== undefined
      await answers(`http://127.0.0.1:${sandboxPort}/`, 'sandbox', isStopping)
      await answers(`http://127.0.0.1:${port}/readyz`, 'web', isStopping)
    })
    // After the first page: its work at the start must not slow that down.
    run('worker', ['src/main.ts', 'worker'])
    remember()
    setInterval(remember, 5_000).unref()
    greet(port, sandboxPort, Date.now() - beganAt, isDemo)
  } catch (fault) {
    await stop()
    throw fault
  }
}

function wantedPort(): number {
  const port = Number(process.env.PORT ?? 3000)
  if (Number.isInteger(port) && port > 0 && port < 65535) return port
  throw new Sentence(`PORT is '${process.env.PORT}'. Allowed is a whole number from 1 to 65534.`)
}

/** Refuses a second copy, stops what a killed one left, and looks whether the port is free. */
async function clearTheWay(port: number): Promise<void> {
  const before = readRunning()
  if (before && before.pid !== process.pid && isOurs(before.pid))
    throw new Sentence(
      `This shop is open already (process ${before.pid}). Stop it with Ctrl-C where it runs, or:  kill ${before.pid}`,
    )
  const left = before?.children.filter(isOurs) ?? []
  for (const pid of left) process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + 5_000
  while (left.some(isOurs) && Date.now() < deadline) await sleep(50)
  for (const pid of left.filter(isOurs)) process.kill(pid, 'SIGKILL')
  rmSync(runningFile, { force: true })
  if (!(await isFree(port)))
    throw new Sentence(`Port ${port} is taken by another program. Choose another one:  PORT=${port + 100} npm start`)
}

async function answers(url: string, name: string, isStopping: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (isStopping()) return
    try {
      if ((await fetch(url)).ok) return
    } catch {
      // Not listening yet.
    }
    await sleep(50)
  }
  throw new Sentence(`The ${name} process does not answer at ${url}. ${join(varFolder, 'log', name)}.log says why.`)
}

function greet(port: number, sandboxPort: number, tookMs: number, isDemo: boolean): void {
  const signIn = isDemo ? `\n\n    Sign in    ${demoAccount.email}\n               ${demoAccount.password}` : ''
  process.stdout.write(`
  Tradewind is open (${(tookMs / 1000).toFixed(1)} s).

    Shop       http://localhost:${port}
    Mailbox    http://localhost:${port}/mailbox   every mail that the shop sends
    Payments   http://127.0.0.1:${sandboxPort}   the sandbox provider; card 4242 4242 4242 4242 pays${signIn}

    Logs       ${join(varFolder, 'log')}
    Stop       Ctrl-C
`)
}

try {
  process.chdir(root)
  await start()
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exit(1)
}
