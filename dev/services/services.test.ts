import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32, deflateRawSync } from 'node:zlib'
import { parse } from 'yaml'
import { engine, engines } from '../../test/helpers/engines.ts'
import { root } from '../places.ts'
import { freePorts } from '../ports.ts'
import { Sentence } from '../progress.mjs'
import { runOpenly } from './command.ts'
import { dynamodb } from './dynamodb.ts'
import { servicesFolder } from './engine.ts'
import { checkPins, installFolder, isWhole, sha256Of, withScratch } from './folder.ts'
import { findJava, parseJavaVersion } from './java.ts'
import { findMaven } from './maven.ts'
import { ministack } from './ministack.ts'
import { findPython, parsePythonVersion } from './python.ts'
import { readRunningEngines, writeRunningEngines } from './running-engines.ts'
import { allEngines, enginesNamed, startServices } from './services.ts'
import { unzip } from './zip.ts'

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-services-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder for the PATH with one program that says `words`. */
function aProgram(t: TestContext, name: string, words: string): string {
  const folder = aFolder(t)
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, name), `#!/bin/sh\ncat >&2 <<'END'\n${words}\nEND\n`)
  chmodSync(join(folder, name), 0o755)
  return folder
}

test('forty ports are chosen, none twice, and all can be listened at together', async () => {
  const ports = await freePorts(40)
  assert.equal(new Set(ports).size, 40)
  const servers = await Promise.all(
    ports.map(
      (port) =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject)
          server.listen(port, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  for (const server of servers) server.close()
})

test('a command that a signal ends has failed', async () => {
  const codeOf = (script: string) => runOpenly('sh', ['-c', script], process.env).ended
  assert.deepEqual(await Promise.all(['exit 0', 'exit 3', 'kill -KILL $$'].map(codeOf)), [0, 3, 1])
  const { kill, ended } = runOpenly('sleep', ['60'], process.env)
  kill('SIGTERM')
  assert.equal(await ended, 1)
  await assert.rejects(
    runOpenly('no-such-program-here', [], process.env).ended,
    /^Error: no-such-program-here did not start: /,
  )
})

test('the version of Java is read from what each kind of Java says', () => {
  const said = [
    'openjdk version "17.0.15" 2025-04-15',
    'java version "1.8.0_392"',
    'openjdk version "25" 2025-09-16 LTS',
    'openjdk version "26-ea" 2026-03-17',
    'bash: java: command not found',
  ]
  assert.deepEqual(said.map(parseJavaVersion), [17, 8, 25, 26, undefined])
})

test('the version of Python is read from what it says', () => {
  assert.deepEqual(['Python 3.11.7', 'Python 2.7.18\n', '\nPython 3.14.0rc2', ''].map(parsePythonVersion), [
    [3, 11],
    [2, 7],
    [3, 14],
    undefined,
  ])
})

test('a Java that is too old is named with its place and with what helps', (t) => {
  const folder = aProgram(t, 'java', 'openjdk version "11.0.2" 2019-01-15')
  assert.throws(
    () => findJava(99, { named: 'OPENSEARCH_JAVA_HOME', env: { PATH: folder } }),
    (fault) =>
      fault instanceof Sentence &&
      /^it needs Java 99 or later, and there is only Java 11 in /.test(fault.message) &&
      /apt install openjdk-99-jdk-headless/.test(fault.message) &&
      / name one: OPENSEARCH_JAVA_HOME=/.test(fault.message),
  )
})

test('a Python that is too old, none at all, and a missing Maven are told', (t) => {
  const old = aProgram(t, 'python3', 'Python 3.8.10')
  assert.throws(
    () => findPython({ PATH: old }),
    /it needs Python 3\.10 or later with venv, and there is only 3\.8\. Install/,
  )
  assert.throws(
    () => findPython({ PATH: aFolder(t) }),
    /and there is none\. Install it: apt install python3 python3-venv/,
  )
  assert.throws(() => findMaven({ PATH: aFolder(t) }), /there is no mvn on the PATH\. Install it: apt install maven/)
})

test('on a machine without Maven and Python each engine is told in a sentence of its own, and nothing is left', (t) => {
  const folder = aFolder(t)
  const ran = spawnSync(process.execPath, ['dev/services.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: aFolder(t), TRADEWIND_VAR: folder },
  })
  assert.equal(ran.status, 1)
  const sentences = ran.stderr.trim().split('\n')
  for (const [index, { title }] of Object.values(engines).entries())
    assert.match(
      sentences[index] ?? '',
      RegExp(`^${title} [\\d.]+, which proves the .+, is not installed: .+ Install `),
    )
  assert.equal(sentences.length, 4)
  assert.equal(existsSync(join(folder, 'services', 'running.env')), false)
})

test('an engine that is not known is refused with those that are', () => {
  assert.throws(
    () => enginesNamed(['s3', 'toString']),
    /There is no engine toString\. There are opensearch, dynamodb, s3, ministack\./,
  )
  assert.deepEqual(
    enginesNamed(['ministack', 'opensearch']).map(({ name }) => name),
    ['opensearch', 'ministack'],
  )
})

test('a folder is installed whole or not at all, and a file that has become shorter is noticed', async (t) => {
  const folder = join(aFolder(t), 'engine-1')
  await assert.rejects(
    installFolder(folder, async (temporary) => {
      writeFileSync(join(temporary, 'a.jar'), 'half')
      throw new Sentence('the network went away')
    }),
    /went away/,
  )
  assert.deepEqual(readdirSync(join(folder, '..')), [])

  const fill = async (temporary: string) => {
    mkdirSync(join(temporary, 'lib'))
    writeFileSync(join(temporary, 'lib', 'a.jar'), 'whole')
  }
  await installFolder(folder, fill)
  assert.equal(isWhole(folder), true)
  truncateSync(join(folder, 'lib', 'a.jar'), 2)
  assert.equal(isWhole(folder), false)
  await installFolder(folder, fill)
  assert.deepEqual([isWhole(folder), readFileSync(join(folder, 'lib', 'a.jar'), 'utf8')], [true, 'whole'])
})

test('what was fetched must be exactly what is pinned', async (t) => {
  const folder = aFolder(t)
  writeFileSync(join(folder, 'a.jar'), 'whole')
  const sum = await sha256Of(join(folder, 'a.jar'))
  await checkPins(folder, { 'a.jar': sum })
  await assert.rejects(checkPins(folder, { 'a.jar': sum, 'b.jar': sum }), /b\.jar is missing and nothing is too much/)
  await assert.rejects(checkPins(folder, {}), /nothing is missing and a\.jar is too much/)
  truncateSync(join(folder, 'a.jar'), 2)
  await assert.rejects(checkPins(folder, { 'a.jar': sum }), /a\.jar was fetched with the SHA-256 .+ is expected/)
})

test('what a killed program left half fetched is cleared away, and what another one fetches just now is not', async (t) => {
  const folder = aFolder(t)
  const dead = spawnSync(process.execPath, ['-e', ''])
  mkdirSync(join(folder, 'scratch', `${dead.pid}-x`), { recursive: true })
  mkdirSync(join(folder, 'scratch', `${process.ppid}-x`))
  await withScratch(folder, async () => {
    const left = readdirSync(join(folder, 'scratch'))
    assert.deepEqual(
      [left.includes(`${dead.pid}-x`), left.includes(`${process.ppid}-x`), left.length],
      [false, true, 2],
    )
  })
})

test('a zip file is unpacked with its programs; a damaged one, and one that would write elsewhere, are refused', (t) => {
  const folder = aFolder(t)
  const file = join(folder, 'a.zip')
  const packed = zipOf([
    { name: 'bin/', text: '', mode: 0o755 },
    { name: 'bin/run', text: '#!/bin/sh\n', mode: 0o755 },
    { name: 'lib/ü.txt', text: 'wind '.repeat(1000), mode: 0o600 },
  ])
  writeFileSync(file, packed)
  unzip(file, join(folder, 'out'))
  assert.equal(readFileSync(join(folder, 'out', 'lib/ü.txt'), 'utf8'), 'wind '.repeat(1000))
  assert.equal(spawnSync(join(folder, 'out', 'bin/run')).status, 0)

  writeFileSync(file, packed.subarray(0, packed.length - 30))
  assert.throws(() => unzip(file, join(folder, 'cut')), /is no whole zip file/)
  const damaged = Buffer.from(packed)
  damaged.set([0x21], packed.indexOf('#!/bin/sh'))
  writeFileSync(file, damaged)
  assert.throws(() => unzip(file, join(folder, 'damaged')), /is no whole zip file/)
  writeFileSync(file, zipOf([{ name: '../out/bin/run', text: 'x', mode: 0o755 }]))
  assert.throws(() => unzip(file, join(folder, 'climbing')), /is no whole zip file/)
  assert.equal(readFileSync(join(folder, 'out', 'bin/run'), 'utf8'), '#!/bin/sh\n')
})

test('the addresses of a killed npm run services count no more', (t) => {
  const file = join(aFolder(t), 'running.env')
  writeRunningEngines({ TEST_S3_URL: 'http://127.0.0.1:1' }, file)
  assert.match(
    readFileSync(file, 'utf8'),
    /^# npm run services, process \d+\nexport TEST_S3_URL=http:\/\/127\.0\.0\.1:1\n$/,
  )
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\d+$/m, String(spawnSync(process.execPath, ['-e', '']).pid)))
  assert.deepEqual(readRunningEngines(file), {})
})

test('an engine that is not named by its variable is missing, with the name of both', () => {
  assert.deepEqual(engine('s3', { TEST_S3_URL: 'http://127.0.0.1:8333' }), { url: 'http://127.0.0.1:8333' })
  assert.deepEqual(engine('s3', {}), { missing: 'SeaweedFS does not run here: TEST_S3_URL is not set' })
})

test('compose.yaml starts the same engines in the same versions, for this machine alone', () => {
  const { services } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'))
  assert.deepEqual(Object.keys(services), Object.keys(engines))
  for (const { name, version } of allEngines) {
    const { image, ports, healthcheck } = services[name]
    assert.equal(image.split(':')[1], version)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\$\{[A-Z0-9]+_PORT:-\d+\}:\d+$/)
    assert.ok(healthcheck.test)
  }
})

const installed = existsSync(servicesFolder) ? readdirSync(servicesFolder).join(' ') : ''
const notInstalled = /dynamodb-local-.*ministack-/.test(installed)
  ? false
  : 'not fetched here: npm run services -- install'

test('DynamoDB Local and ministack start on ports of 127.0.0.1 alone and stop, and their logs stay', {
  skip: notInstalled,
}, async () => {
  const services = await startServices([dynamodb, ministack])
  try {
    assert.deepEqual(services.missing, [])
    const { TEST_DYNAMODB_URL, TEST_MINISTACK_URL } = services.variables
    assert.equal((await fetch(`${TEST_DYNAMODB_URL}`)).status, 400)
    assert.equal((await fetch(`${TEST_MINISTACK_URL}/_ministack/health`)).status, 200)
  } finally {
    await services.stop()
  }
  for (const url of Object.values(services.variables)) await assert.rejects(fetch(url))
  assert.deepEqual(readdirSync(services.logFolder).sort(), ['dynamodb.log', 'ministack.log'])
})

test('kill -9 of the program that started them takes the engines along', { skip: notInstalled }, async (t) => {
  const program = `
    import { enginesNamed, startServices } from '${new URL('services.ts', import.meta.url)}'
    console.log(JSON.stringify((await startServices(enginesNamed(['dynamodb', 'ministack']))).variables))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const addresses = Object.values(JSON.parse(await firstMatch(child, /^(\{.*\})$/m))) as string[]
  assert.deepEqual(await Promise.all(addresses.map(answers)), [true, true])
  child.kill('SIGKILL')
  for (let tries = 0; (await Promise.all(addresses.map(answers))).includes(true); tries++) {
    assert.ok(tries < 200, 'one is still there after 20 s')
    await sleep(100)
  }
})

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += chunk
    const found = pattern.exec(said)?.[1]
    if (found) return found
  }
  throw new Error(`It never said ${pattern}:\n${said}`)
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

/** A zip file as PKWARE's APPNOTE describes it: stored below 100 bytes, else deflated. */
function zipOf(files: { name: string; text: string; mode: number }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text, mode } of files) {
    const bytes = Buffer.from(text)
    const method = bytes.length < 100 ? 0 : 8
    const packed = method === 0 ? bytes : deflateRawSync(bytes)
    const path = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(path.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(crc32(bytes), 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(bytes.length, 24)
    entry.writeUInt16LE(path.length, 28)
    entry.writeUInt32LE((mode << 16) >>> 0, 38)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, path, packed)
    directory.push(entry, path)
    offset += 30 + path.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, list, end])
}
