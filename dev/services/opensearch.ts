import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { freePorts } from '../ports.ts'
import { type Account, canReach, openSharedFolder } from '../postgres-program.ts'
import { isRunning } from '../processes.mjs'
import { type Engine, type Run, type Started, servicesFolder, unprivileged } from './engine.ts'
import { installFolder, isWhole, withScratch } from './folder.ts'
import { findJava } from './java.ts'
import { type Artifact, fetchWithMaven } from './maven.ts'
import { readPins } from './pins.ts'
import { ask, type Call, startProcess, warmUp } from './process.ts'
import { unzip } from './zip.ts'

const version = '3.4.0'
const folder = join(servicesFolder, `opensearch-${version}`)

/** The server as its own integration tests use it: whole, but without modules. */
const server: Artifact = {
  group: 'org.opensearch.distribution.integ-test-zip',
  name: 'opensearch',
  version,
  type: 'zip',
}

/** Modules that every distribution has built in: stemmers, synonyms, compounds; rank_feature, search_as_you_type. */
const modules = [
  {
    name: 'analysis-common',
    artifact: { group: 'org.opensearch.plugin', name: 'analysis-common', version },
    className: 'org.opensearch.analysis.common.CommonAnalysisModulePlugin',
  },
  {
    name: 'mapper-extras',
    artifact: { group: 'org.opensearch.plugin', name: 'mapper-extras-client', version },
    className: 'org.opensearch.index.mapper.MapperExtrasModulePlugin',
  },
]

export const opensearchArtifacts = {
  what: `OpenSearch ${version} (135 MB)`,
  artifacts: [server, ...modules.map(({ artifact }) => artifact)],
  alone: true,
}

export const opensearch: Engine = {
  name: 'opensearch',
  version,
  provesThe: 'search index',

  async install() {
    const java = findOurJava()
    if (isWhole(folder)) return
    await withScratch(servicesFolder, async (fetched) => {
      await fetchWithMaven(fetched, { ...opensearchArtifacts, java, pins: readPins('opensearch') })
      await installFolder(folder, async (temporary) => {
        unzip(join(fetched, `opensearch-${version}.zip`), temporary)
        // It looks into this folder at each start.
        mkdirSync(join(temporary, `opensearch-${version}`, 'plugins'), { recursive: true })
        for (const { name, artifact, className } of modules) {
          const home = join(temporary, `opensearch-${version}`, 'modules', name)
          mkdirSync(home, { recursive: true })
          copyFileSync(join(fetched, `${artifact.name}-${version}.jar`), join(home, `${artifact.name}-${version}.jar`))
          writeFileSync(join(home, 'plugin-descriptor.properties'), descriptorOf(name, className))
        }
      })
    })
  },

  async start(run: Run): Promise<Started> {
    const account = unprivileged()
    const java = findOurJava()
    const home = join(account ? await readableInstallation(account) : folder, `opensearch-${version}`)
    const place = account ? writableFolder(run, account) : join(run.folder, 'opensearch')
    for (const name of ['', 'config', 'data', 'logs', 'tmp']) {
      mkdirSync(join(place, name), { recursive: true, mode: 0o755 })
      if (account) chownSync(join(place, name), account.uid, account.gid)
    }
    // Without these two files the server does not start. It says on the console what it has to say.
    writeFileSync(join(place, 'config', 'opensearch.yml'), '')
    writeFileSync(join(place, 'config', 'log4j2.properties'), logging)
    for (const name of ['opensearch.yml', 'log4j2.properties']) chmodSync(join(place, 'config', name), 0o644)

    const [port, transport] = (await freePorts(2)) as [number, number]
    const settings = {
      'cluster.name': 'tradewind',
      'node.name': 'engine',
      'discovery.type': 'single-node',
      'network.host': '127.0.0.1',
      'http.port': port,
      'transport.port': transport,
      'path.data': join(place, 'data'),
      'path.logs': join(place, 'logs'),
      // A machine whose disk is nearly full would make every index read-only.
      'cluster.routing.allocation.disk.threshold_enabled': false,
    }
    const args = [
      ...javaOptions(place),
      `-javaagent:${join(home, 'agent', 'opensearch-agent.jar')}`,
      `-Dopensearch.path.home=${home}`,
      `-Dopensearch.path.conf=${join(place, 'config')}`,
      '-Dopensearch.distribution.type=zip',
      '-Dopensearch.bundled_jdk=false',
      '-cp',
      join(home, 'lib', '*'),
      'org.opensearch.bootstrap.OpenSearch',
      ...Object.entries(settings).map(([name, value]) => `-E${name}=${value}`),
    ]
    const url = `http://127.0.0.1:${port}`
    const server = await startProcess(java.program, args, {
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
      folder: home,
      log: join(run.folder, 'opensearch.log'),
      watchdog: run.watchdog,
      account,
      isReady: async () => (await ask(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`)).status === 200,
      warmUp: () => warmUp(url, firstCalls),
    })
    return {
      url,
      exited: server.exited,
      stop: async () => {
        await server.stop()
        rmSync(place, { recursive: true, force: true })
      },
    }
  },
}

const findOurJava = () => findJava(21, { named: 'OPENSEARCH_JAVA_HOME', account: unprivileged() })

// What bin/opensearch puts together with the help of four more Java programs, which would double the time to start.
const javaOptions = (place: string): string[] => [
  '-Xms512m',
  '-Xmx1g',
  '-Xss1m',
  '-XX:+UseG1GC',
  '-XX:G1ReservePercent=25',
  '-XX:InitiatingHeapOccupancyPercent=30',
  '-XX:MaxDirectMemorySize=512m',
  '-XX:-OmitStackTraceInFastThrow',
  `-XX:ErrorFile=${join(place, 'logs', 'hs_err.log')}`,
  '-XX:+ExitOnOutOfMemoryError',
  `-Djava.io.tmpdir=${join(place, 'tmp')}`,
  '-Dopensearch.networkaddress.cache.ttl=60',
  '-Dopensearch.networkaddress.cache.negative.ttl=10',
  '-Djava.awt.headless=true',
  '-Dfile.encoding=UTF-8',
  '-Djna.nosys=true',
  '-Dio.netty.noUnsafe=true',
  '-Dio.netty.noKeySetOptimization=true',
  '-Dio.netty.recycler.maxCapacityPerThread=0',
  '-Dio.netty.allocator.numDirectArenas=0',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dlog4j2.disable.jmx=true',
  '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
  '--add-modules=jdk.incubator.vector',
  '--add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED',
]

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`

const descriptorOf = (name: string, className: string) => `name=${name}
description=${name}
version=${version}
opensearch.version=${version}
java.version=21
classname=${className}
`

/** The installation, or a copy where the user that the server runs as can read it: the clone may lie below a private home. */
async function readableInstallation(account: Account): Promise<string> {
  if (canReach(folder, account)) return folder
  const copy = join(openSharedFolder(), basename(folder))
  await installFolder(copy, async (temporary) => {
    cpSync(folder, temporary, { recursive: true })
    execFileSync('chmod', ['-R', 'a+rX', temporary])
  })
  return copy
}

/** Where that user may write, and what runs of killed programs have left there is cleared away. */
function writableFolder(run: Run, account: Account): string {
  if (canReach(run.folder, account)) return join(run.folder, 'opensearch')
  const shared = openSharedFolder()
  for (const name of readdirSync(shared)) {
    const [, pid] = /^services-(\d+)-/.exec(name) ?? []
    if (pid && !isRunning(Number(pid))) rmSync(join(shared, name), { recursive: true, force: true })
  }
  return mkdtempSync(join(shared, `services-${process.pid}-`))
}

const json = { 'content-type': 'application/json' }
const index = '/tradewind-start'
const firstCalls: Call[] = [
  {
    method: 'PUT',
    path: index,
    headers: json,
    body: {
      settings: { number_of_shards: 1, number_of_replicas: 0 },
      mappings: { properties: { text: { type: 'text', analyzer: 'english' }, word: { type: 'keyword' } } },
    },
  },
  { method: 'PUT', path: `${index}/_doc/1?refresh=true`, headers: json, body: { text: 'the first wind', word: 'one' } },
  {
    path: `${index}/_search`,
    headers: json,
    body: {
      query: { multi_match: { query: 'winds', fields: ['text^2', 'word'], fuzziness: 'AUTO' } },
      aggs: { words: { terms: { field: 'word' } } },
    },
  },
  { method: 'DELETE', path: index },
]
