import { parseArgs } from 'node:util'
import { startSandbox } from './provider.ts'

/** The sandbox provider as a process: `node sandbox/main.ts --port=3001 --ledger=FILE --webhook=URL`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3001' },
    ledger: { type: 'string', default: './var/sandbox-ledger.jsonl' },
    webhook: { type: 'string', default: '' },
    speed: { type: 'string', default: '1' },
  },
})

const secretKey = process.env.PAYMENTS_KEY
const [webhookSecret] = (process.env.PAYMENTS_WEBHOOK_SECRET ?? '').split(',')
if (!secretKey || !webhookSecret) {
  process.stderr.write('The sandbox needs PAYMENTS_KEY and PAYMENTS_WEBHOOK_SECRET, the same as the shop has.\n')
  process.exit(1)
}

const sandbox = await startSandbox({
  port: Number(values.port),
  ledgerFile: values.ledger,
  secretKey,
  webhookUrl: values.webhook,
  webhookSecret,
  speed: Number(values.speed),
})
process.stdout.write(`${JSON.stringify({ level: 'info', event: 'sandbox.open', url: sandbox.url })}\n`)

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    sandbox.close().then(() => process.exit(0))
  })
