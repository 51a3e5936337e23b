import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { drawPictures } from '../../db/seed/pictures/draw-pictures.ts'
import { seedDemo } from '../../db/seed/seed.ts'
import { reindexAll } from '../../src/domain/search/reindex-all.ts'
import { openLinks } from '../../src/links.ts'
import { serveHttp } from '../../src/server.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { openShopSearch } from './open-search.ts'
import { openTestApp, type TestApp } from './test-app.ts'

export type ServedApp = TestApp & { origin: string }

/** The whole demo shop behind a port: catalogue, search, payments, and the worker that sends its mails. */
export async function serveTestApp(
  t: TestContext,
  options: { pictures?: boolean; returnOrigins?: string[] } = {},
): Promise<ServedApp> {
  // Registered before the database is, and so done before it goes.
  const open: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const stop of open) await stop()
  })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const app = await openTestApp(t, {
    publicUrl: origin,
    link: openLinks(origin),
    returnOrigins: options.returnOrigins ?? [],
  })
  const { shop } = app
  await seedDemo(shop)
  if (options.pictures) await drawPictures(shop)
  // The index keeps its words in memory: it is opened when they are there.
  Object.assign(shop, { search: await openShopSearch(t, shop.db) })
  await reindexAll(shop)
  const server = await serveHttp(app.fetch, { port, host: '127.0.0.1' })
  open.push(server.stop)
  const worker = await startWorker(shop, { pollMs: 200 })
  open.push(worker.stop)
  return { ...app, origin }
}

/** The shop must know its address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
