import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { ClientRequest } from 'node:http'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { root } from '../../dev/places.ts'
import { actionsOf, actionsOfBody, httpAction } from './aws-actions.ts'
import { engines } from './engines.ts'

/*
 * Loaded before each test file (`node --import`). In contract tests of adapters it writes down which rights the adapters' calls to AWS need:
 *
 * - The packages' doors (`send` of a client, `done` of an upload, `request` of OpenSearch) note who calls them: the innermost file of this
 *   repository on the stack. A test or a helper that makes a table calls from its own file, so that it does not count.
 * - Node tells of each HTTP request that is made; what it asks for says which action it needs. Calls that no door saw do not count, and there
 *   are none: adapters have no other way out.
 *
 * TEST_AWS_CALLS is the folder for what was seen, one file a process: adapter file → actions.
 */

type Caller = { file: string; isOpenSearch: boolean }

const seen = new Map<string, Set<string>>()
const calls = new AsyncLocalStorage<Caller>()
const folder = process.env.TEST_AWS_CALLS
const isContract = relative(root, process.argv[1] ?? '').startsWith('src/adapters/')
// Without one the tests call next to nothing, and need not wait for the packages.
const hasEngine = Object.values(engines).some(({ variable }) => process.env[variable])

if (folder && isContract && hasEngine) {
  watchDoors()
  subscribe('http.client.request.created', (message) => note((message as { request: ClientRequest }).request))
  process.once('exit', () => {
    if (seen.size === 0) return
    mkdirSync(folder, { recursive: true })
    const found = Object.fromEntries([...seen].map(([file, actions]) => [file, [...actions]]))
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(found))
  })
}

function watchDoors(): void {
  const require = createRequire(import.meta.url)
  // All clients of the SDK have one class below them, which belongs to a package of theirs.
  const ofSdk = createRequire(require.resolve('@aws-sdk/client-kms'))
  watch(ofSdk('@smithy/core/client').Client.prototype, 'send')
  watch(require('@aws-sdk/lib-storage').Upload.prototype, 'done')
  watch(require('@opensearch-project/opensearch').Transport.prototype, 'request', true)
  // One that signs waits for its credentials before it goes on: its own door is before that.
  const signers = require('@opensearch-project/opensearch/aws-v3')
  const { AwsSigv4Signer: signer } = signers
  signers.AwsSigv4Signer = (...given: unknown[]) => {
    const made = signer(...given)
    watch(made.Transport.prototype, 'request', true)
    return made
  }
}

type Door = (...given: unknown[]) => unknown

/** An upload sends by a client: the caller of the outer door counts. */
function watch(owner: Record<string, Door>, name: string, isOpenSearch = false): void {
  const door = owner[name]
  if (!door) throw new Error(`The package has no ${name} any more.`)
  owner[name] = function (this: unknown, ...given: unknown[]): unknown {
    const through = () => door.apply(this, given)
    return calls.getStore() ? through() : calls.run({ file: callerNow(), isOpenSearch }, through)
  }
}

function callerNow(): string {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const { stack = '' } = new Error()
  Error.stackTraceLimit = before
  const files = [...stack.matchAll(/file:\/\/(\/[^\s)]+?):\d+:\d+/g)].map(([, path]) => relative(root, path ?? ''))
  return files.find((file) => !/node_modules|^\.\.|record-aws-calls/.test(file)) ?? 'unknown'
}

function note(request: ClientRequest): void {
  const caller = calls.getStore()
  if (!caller) return
  const { file, isOpenSearch } = caller
  if (file !== 'unknown' && (!file.startsWith('src/adapters/') || file.endsWith('.test.ts'))) return
  const { method, path } = request
  const target = headerOf(request, 'x-amz-target')
  const actions = isOpenSearch
    ? [httpAction(method)]
    : actionsOf({ method, path, target, authorization: headerOf(request, 'authorization') })
  if (actions) add(file, actions)
  else hearBody(request, (body) => add(file, actionsOfBody(body)))
}

function add(file: string, actions: readonly string[]): void {
  const known = seen.get(file) ?? new Set()
  seen.set(file, known)
  for (const action of actions) known.add(action)
}

const headerOf = (request: ClientRequest, name: string): string | undefined => request.getHeader(name)?.toString()

/** The SDK hands a body of JSON over in one piece. */
function hearBody(request: ClientRequest, heard: (body: string) => void): void {
  const end = request.end.bind(request) as Door
  request.end = ((...given: unknown[]) => {
    const [body] = given
    heard(typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString('utf8'))
    return end(...given)
  }) as typeof request.end
}
