import { randomBytes } from 'node:crypto'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { openPostgresCarts } from '../src/adapters/carts/postgres.ts'
import type { CartStore } from '../src/domain/carts/cart-store.ts'
import { openDb } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { processorMs } from './processor.ts'

/**
 * `TEST_DYNAMODB_URL=… node bench/cart-stores.ts`: what a change and a read of a cart take on PostgreSQL and on DynamoDB Local.
 * Processor time is that of this process alone, so it is what a web process pays. DynamoDB Local is an emulator: its times say
 * nothing of AWS.
 */
const operations = 2_000
const atOnce = 10

type Figures = { work: string; ms: number; p50: number; p99: number; processorMs: number }

async function measure(work: string, one: (n: number) => Promise<unknown>): Promise<Figures> {
  const times: number[] = []
  let next = 0
  const processor = processorMs()
  const began = performance.now()
  const run = async () => {
    for (let n = next++; n < operations; n = next++) {
      const at = performance.now()
      await one(n)
      times.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, run))
  const ms = performance.now() - began
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return { work, ms, p50: at(0.5), p99: at(0.99), processorMs: processorMs() - processor }
}

async function measureStore(name: string, store: CartStore): Promise<void> {
  const ids = Array.from({ length: 500 }, () => randomBytes(16).toString('base64url'))
  const idOf = (n: number) => ids[n % ids.length] ?? ''
  const change = (n: number) =>
    store.change(idOf(n), 'de', { kind: 'add', variantId: 1 + (n % 7), quantity: 1, seenPriceMinor: 1990 })
  await measure('to warm up', change)
  for (const { work, ...figures } of [
    await measure('change', change),
    await measure('read', (n) => store.read(idOf(n))),
  ]) {
    const { ms, p50, p99, processorMs: processor } = figures
    process.stdout.write(
      `${name} ${work}: ${(ms / operations).toFixed(2)} ms each, p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, processor ${((processor * 1000) / operations).toFixed(0)} µs\n`,
    )
  }
}

const postgres = await openThrowawayPostgres()
try {
  await migrate(postgres.url)
  const db = openDb({ url: postgres.url, poolSize: 10 })
  await measureStore('PostgreSQL', openPostgresCarts(db))
  await db.close()
} finally {
  await postgres.stop()
}
if (process.env.TEST_DYNAMODB_URL) {
  const { CreateTableCommand, DeleteTableCommand } = await import('@aws-sdk/client-dynamodb')
  const { openTable, openClient } = await import('../src/adapters/aws/dynamodb.ts')
  const { tableNamed } = await import('../src/adapters/aws/table-care.ts')
  const { openDynamoCarts } = await import('../src/adapters/carts/dynamodb.ts')
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = openClient({ endpoint: process.env.TEST_DYNAMODB_URL, region: 'eu-central-1', credentials })
  const TableName = `bench-${randomBytes(5).toString('hex')}`
  await client.send(new CreateTableCommand(tableNamed(TableName)))
  await measureStore('DynamoDB Local', openDynamoCarts(openTable(TableName, 'carts', client)))
  await client.send(new DeleteTableCommand({ TableName }))
  client.destroy()
}
