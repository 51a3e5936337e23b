import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const features =
  'keys settings customers media catalog inventory imports shipping tax promotions pricing browse carts payments orders checkout withdrawals personal search notifications reports setup'.split(
    ' ',
  )

/** What each room may import; `kit`, Node and packages are looked at apart. */
const rooms: Record<string, readonly string[]> = {
  kit: [],
  domain: ['kit'],
  ui: ['kit', 'routes'],
  adapters: ['kit', 'domain'],
  storefront: ['kit', 'domain', 'ui', 'routes'],
  api: ['kit', 'domain', 'routes'],
  worker: ['kit', 'domain'],
  commands: ['kit', 'domain'],
  routes: ['kit', 'domain'],
  config: ['kit'],
}
const rootFiles = ['app', 'main', 'router', 'server', 'links', 'secrets', 'open-keys', 'upgrades']
const awsSdk = /^@aws-sdk\//
const httpPackages = /^(hono|@hono\/)/

type Import = { from: string; to: string; typeOnly: boolean }

const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\.(test|contract)\.ts$/.test(file))
const importsOf = (file: string): Import[] => {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm)
  return [...found].map(([, typeOnly, target = '', dynamic]) => {
    const name = target || (dynamic ?? '')
    const to = name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name
    return { from: file, to, typeOnly: typeOnly !== undefined }
  })
}
const imports = sources.flatMap(importsOf)
const own = imports.filter(
  ({ to }) =>
    to.startsWith('src/') || to.startsWith('../') || /^(dev|db|test|sandbox|bench|packages|examples)\//.test(to),
)

const roomOf = (file: string) => /^src\/([\w-]+)(?:\/|\.ts$)/.exec(file)?.[1] ?? file.split('/')[0] ?? ''
const featureOf = (file: string) => /^src\/domain\/([\w-]+)\//.exec(file)?.[1]
const none = (broken: string[]) => assert.deepEqual(broken, [])

test('every room imports only rooms below it', () => {
  none(
    own.flatMap(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)]
      if (room === target || rootFiles.includes(room)) return []
      if (!to.startsWith('src/')) return [`${from} imports ${to}: src stands alone.`]
      const allowed = rooms[room]
      if (!allowed) return [`${from} stands in a room that the table does not know.`]
      return allowed.includes(target)
        ? []
        : [`${from} imports ${to}: ${room} may import ${allowed.join(', ') || 'no room'}.`]
    }),
  )
})

test('inside the domain imports point left', () => {
  none(
    own.flatMap(({ from, to }) => {
      const [feature, target] = [featureOf(from), featureOf(to)]
      if (!feature || !target || feature === target) return []
      const [at, below] = [features.indexOf(feature), features.indexOf(target)]
      if (at < 0) return [`${from}: '${feature}' is not in the row of features.`]
      return below < at ? [] : [`${from} imports ${to}: ${target} stands to the right of ${feature}.`]
    }),
  )
})

test("a feature's table file is private to its folder", () => {
  none(
    own.flatMap(({ from, to }) =>
      to.endsWith('-table.ts') && to.startsWith('src/domain/') && dirname(from) !== dirname(to)
        ? [`${from} imports ${to}: it is private.`]
        : [],
    ),
  )
})

test('the domain knows no HTTP framework, no vendor SDK and no environment', () => {
  none(
    imports.flatMap(({ from, to }) =>
      from.startsWith('src/domain/') &&
      (httpPackages.test(to) || awsSdk.test(to) || ['stripe', 'nodemailer', 'node:http'].includes(to))
        ? [`${from} imports ${to}.`]
        : [],
    ),
  )
})

test('SDKs of services are imported by adapters alone, and no start loads one that no setting has chosen', () => {
  const sdk = /^@(aws-sdk|opentelemetry|opensearch-project)\//
  none(
    imports.flatMap(({ from, to }) =>
      sdk.test(to) && !from.startsWith('src/adapters/') ? [`${from} imports ${to}.`] : [],
    ),
  )
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const atOnce = (file: string): string[] =>
    [...read(file).matchAll(/^\s*(?:import|export)\s+(?!type\s)[^;'"]*?from\s+'([^']+)'/gm)].map(([, name = '']) =>
      name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name,
    )
  const loaded = new Set<string>()
  const load = (file: string, by: string): string[] => {
    if (sdk.test(file)) return [`The start loads ${file}, for ${by}.`]
    if (loaded.has(file) || !file.startsWith('src/')) return []
    loaded.add(file)
    return atOnce(file).flatMap((next) => load(next, file))
  }
  none(['src/main.ts', 'src/worker/worker.ts'].flatMap((file) => load(file, 'the command line')))
  assert.ok(loaded.size > 100)
})

test("only the settings and the program's start read the environment", () => {
  none(
    sources.filter(
      (file) =>
        !['src/config.ts', 'src/main.ts'].includes(file) &&
        readFileSync(join(root, file), 'utf8').includes('process.env'),
    ),
  )
})

test('adapters import no other adapter, but for what those of AWS share', () => {
  const port = (file: string) => /^src\/adapters\/([\w-]+)/.exec(file)?.[1]
  none(
    own.flatMap(({ from, to }) =>
      port(from) && port(to) && port(to) !== 'aws' && port(from) !== port(to) ? [`${from} imports ${to}.`] : [],
    ),
  )
})

test('the client stands alone and runs anywhere; the examples know the client and no more', () => {
  const beside = (place: string, ...allowed: (string | RegExp)[]) =>
    globSync(`${place}/**/*.ts`, { cwd: root, exclude: ['**/*.test.ts', '**/dist/**'] })
      .flatMap(importsOf)
      .filter(({ to }) => !to.startsWith(`${place}/`))
      .filter(({ to }) => !allowed.some((name) => (typeof name === 'string' ? name === to : name.test(to))))
      .map(({ from, to }) => `${from} imports ${to}.`)
  none([
    ...beside('packages/client', 'openapi-fetch'),
    ...beside('examples/storefront', 'packages/client/client.ts', /^node:/),
  ])
})

test('no file only re-exports others', () => {
  none(
    sources.filter((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .every((line) => line.trim() === '' || /^export .* from /.test(line)),
    ),
  )
})

test('no files import each other in a circle', () => {
  const targets = Map.groupBy(own, ({ from }) => from)
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      circles.push([...path.slice(at), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const { to } of targets.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) walk(file, [])
  none(circles)
})
