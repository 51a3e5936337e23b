import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb'
import { openClient, openTable, type Table } from '../../src/adapters/aws/dynamodb.ts'
import { tableNamed } from '../../src/adapters/aws/table-care.ts'
import { openDynamoCarts } from '../../src/adapters/carts/dynamodb.ts'
import type { CartStore } from '../../src/domain/carts/cart-store.ts'
import type { Stored } from '../../src/kit/unavailable.ts'
import { engine, engineAccess } from './engines.ts'

/** Why tests with DynamoDB are skipped, or false. */
export const withoutDynamo: string | false = engine('dynamodb').missing ?? false

export const clientAt = (endpoint: string, more: DynamoDBClientConfig = {}): DynamoDBClient =>
  openClient({ endpoint, region: 'eu-central-1', credentials: engineAccess, ...more })

// A machine that runs all tests and the engine beside them is no network, and slower than one.
const patient = { requestHandler: { requestTimeout: 15_000, throwOnRequestTimeout: true } }
const patientMs = 20_000

export const patientTable = (name: string, stored: Stored, at = engine('dynamodb').url ?? ''): Table =>
  openTable(name, stored, clientAt(at, patient), { callMs: patientMs })

const tables = new WeakMap<TestContext, Promise<string>>()

/** The name of this test's table, gone with the test. */
export function ownTable(t: TestContext): Promise<string> {
  const own = tables.get(t) ?? makeTable(t)
  tables.set(t, own)
  return own
}

async function makeTable(t: TestContext): Promise<string> {
  const name = `test-${randomBytes(6).toString('hex')}`
  const client = clientAt(engine('dynamodb').url ?? '', patient)
  await client.send(new CreateTableCommand(tableNamed(name)))
  t.after(async () => {
    await client.send(new DeleteTableCommand({ TableName: name }))
    client.destroy()
  })
  return name
}

/** The table as a process of the shop has it open. `faults`: what stands before the engine; then time-outs are the shop's own. */
export async function aTable(t: TestContext, stored: Stored = 'carts', faults?: Faults): Promise<Table> {
  const name = await ownTable(t)
  const table = faults ? openTable(name, stored, clientAt(faults.url)) : patientTable(name, stored)
  t.after(() => table.client.destroy())
  return table
}

/** Carts for a process that is told the name of the table only. */
export const cartsIn = (table: string): CartStore => openDynamoCarts(patientTable(table, 'carts'))

export type Faults = {
  readonly url: string
  /** Requests that came, by operation. */
  readonly asked: string[]
  /** Each answer comes so much later. */
  delayMs: number
  /** So many of the next requests are refused with this error. */
  refuse: { error: string; status?: number; times: number }
  /** So many of the next requests are done, and their answers are lost. */
  loseAnswers: number
  /** Only requests of these operations meet faults. */
  only: string[] | undefined
  /** Nobody listens any more, until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** Stands before the real engine, hands requests on, and does what DynamoDB Local cannot be asked for. */
export async function openFaults(t: TestContext): Promise<Faults> {
  const engineUrl = new URL(engine('dynamodb').url ?? '')
  let server: Server | undefined
  let port = 0

  async function pass(incoming: IncomingMessage): Promise<{ status: number; headers: object; body: Buffer }> {
    const body = await bytesOf(incoming)
    return new Promise((resolve, reject) => {
      const { method, headers } = incoming
      const outgoing = request(engineUrl, { method, headers }, async (answer) => {
        resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) })
      })
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  }

  const faults: Faults = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    asked: [],
    delayMs: 0,
    refuse: { error: '', times: 0 },
    loseAnswers: 0,
    only: undefined,
    async stop() {
      await new Promise((resolve) => {
        server?.close(resolve)
        server?.closeAllConnections()
      })
      server = undefined
    },
    async start() {
      server = createServer(async (incoming, answer) => {
        const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
        faults.asked.push(operation)
        const isMeant = faults.only?.includes(operation) ?? true
        if (isMeant && faults.delayMs > 0) await sleep(faults.delayMs)
        if (isMeant && faults.refuse.times > 0) {
          faults.refuse.times--
          const { error, status = 400 } = faults.refuse
          await bytesOf(incoming)
          answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
          answer.end(
            JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: 'As the test wants it.' }),
          )
          return
        }
        const given = await pass(incoming).catch(() => undefined)
        if (!given) return void incoming.destroy()
        if (isMeant && faults.loseAnswers > 0) {
          faults.loseAnswers--
          return void incoming.destroy()
        }
        answer.writeHead(given.status, { ...given.headers })
        answer.end(given.body)
      })
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
  }
  await faults.start()
  t.after(() => (server ? faults.stop() : undefined))
  return faults
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
