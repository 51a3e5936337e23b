import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { commandOf, isRunning } from '../../dev/processes.mjs'

/** `npm start` as a person runs it: one folder of its own, so that it may run beside a shop that is open. */
async function aFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-start-'))
  const port = await freePort()
  const left: number[] = []
  t.after(() => {
    for (const pid of left) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, port, left }
}

type Started = { child: ChildProcess; said: () => string; ended: Promise<number | null> }

function start({ folder, port, left }: Awaited<ReturnType<typeof aFolder>>): Started {
  const env = { ...process.env, TRADEWIND_VAR: folder, PORT: String(port), DATABASE_URL: '' }
  const child = spawn(process.execPath, [join(root, 'dev', 'run.mjs'), 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  if (child.pid) left.push(child.pid)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return { child, said: () => said, ended }
}

async function isOpen(started: Started): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (started.said().includes('Stop       Ctrl-C')) return
    if (started.child.exitCode !== null) break
    await sleep(50)
  }
  assert.fail(`The shop did not open:\n${started.said()}`)
}

/** Every process that works in the folder or for it. */
function processesOf({ folder }: { folder: string }): string[] {
  const running = readRunning(folder)
  const listed = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  const known = new Set([running?.pid, ...(running?.children ?? [])].map(String))
  return listed.filter((line) => {
    const pid = /^\s*(\d+)/.exec(line)?.[1] ?? ''
    return (line.includes(folder) || known.has(pid)) && !line.includes(' ps -eo') && Number(pid) !== process.pid
  })
}

const readRunning = (folder: string): { pid: number; children: number[] } | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'))
  } catch {
    return undefined
  }
}

async function goneSoon(of: { folder: string }): Promise<void> {
  for (let tries = 0; tries < 300 && processesOf(of).length > 0; tries++) await sleep(100)
  assert.deepEqual(processesOf(of), [])
}

test('npm start opens the shop, refuses a second copy, survives kill -9 and leaves nothing behind', async (t) => {
  const place = await aFolder(t)
  const first = start(place)
  await isOpen(first)
  assert.match(first.said(), new RegExp(`Shop       http://localhost:${place.port}`))
  assert.match(first.said(), /demo@tradewind\.example/)
  const home = await fetch(`http://127.0.0.1:${place.port}/us/en`)
  assert.equal(home.status, 200)
  assert.match(await home.text(), /<h1/)

  const second = start({ ...place, port: await freePort() })
  assert.equal(await second.ended, 1)
  assert.match(second.said(), /This shop is open already/)

  // Every process at once, as when the machine stops: the next start recovers.
  const running = readRunning(place.folder)
  assert.ok(running)
  const cluster = processesOf(place).map((line) => Number(/^\s*(\d+)/.exec(line)?.[1]))
  for (const pid of [first.child.pid ?? 0, running.pid, ...running.children, ...cluster])
    if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  await first.ended

  const third = start(place)
  await isOpen(third)
  assert.doesNotMatch(third.said(), /Filling the demo shop/)
  assert.equal((await fetch(`http://127.0.0.1:${place.port}/de/de`)).status, 200)

  // A part that dies is started again.
  const web = readRunning(place.folder)?.children.find((pid) => commandOf(pid).includes('main.ts web')) ?? 0
  process.kill(web, 'SIGKILL')
  let answered = false
  for (let tries = 0; tries < 100 && !answered; tries++) {
    await sleep(100)
    answered = await fetch(`http://127.0.0.1:${place.port}/readyz`).then(
      (r) => r.ok,
      () => false,
    )
  }
  assert.ok(answered, 'the web process came back')

  third.child.kill('SIGINT')
  assert.equal(await third.ended, 0)
  await goneSoon(place)
})

test('when npm dies without a word the shop closes', async (t) => {
  const place = await aFolder(t)
  const started = start(place)
  await isOpen(started)
  started.child.kill('SIGKILL')
  await started.ended
  await goneSoon(place)
})

test('a taken port is told in one sentence that names the way out', async (t) => {
  const place = await aFolder(t)
  const other = createServer().listen(place.port, '127.0.0.1')
  t.after(() => other.close())
  const started = start(place)
  assert.equal(await started.ended, 1)
  assert.match(
    started.said(),
    new RegExp(
      `^Port ${place.port} is taken by another program\\. Choose another one:  PORT=${place.port + 100} npm start\n$`,
    ),
  )
})

test('a database of another PostgreSQL major stops the start and is left as it was', async (t) => {
  const place = await aFolder(t)
  const cluster = join(place.folder, 'postgres')
  execFileSync('mkdir', ['-p', cluster])
  writeFileSync(join(cluster, 'PG_VERSION'), '15\n')
  const started = start(place)
  assert.equal(await started.ended, 1)
  assert.match(started.said(), /was made by PostgreSQL 15; this version of Tradewind brings PostgreSQL 18/)
  assert.match(started.said(), /move it away and start again/)
  assert.equal(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), '15\n')
})
