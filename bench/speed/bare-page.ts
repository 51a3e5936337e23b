import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** What the HTTP server alone can do: one page of 20 kB that is always the same. `node bare-page.ts PORT` */
const page = `<!doctype html>\n<html lang="en"><title>Bare</title><p>${'A page of 20 kB. '.repeat(1200).slice(0, 20_000 - 75)}</p></html>\n`

const headers = { 'content-type': 'text/html; charset=utf-8' }
const server = createServer(getRequestListener(async () => new Response(page, { headers })))
server.keepAliveTimeout = 65_000
server.headersTimeout = 10_000
server.requestTimeout = 30_000
server.maxHeadersCount = 100
server.listen(Number(process.argv[2]), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
