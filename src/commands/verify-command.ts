import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ProviderUnreachable } from '../domain/payments/payment-gateway.ts'
import { type Acknowledged, acknowledgedOrder, verify } from '../domain/reports/verify.ts'
import type { Shop } from '../domain/shop.ts'
import type { Commands } from './command.ts'

const usage = `verify [--acknowledged FILE] [--patience SECONDS]
         compares orders, stock, codes and mails with each other and with the provider's ledger; prints JSON`

async function run(shop: Shop, args: string[], say: (line: string) => void): Promise<number> {
  let values: { acknowledged?: string; patience?: string }
  try {
    const options = { acknowledged: { type: 'string' }, patience: { type: 'string' } } as const
    values = parseArgs({ args, options }).values
  } catch (fault) {
    say(`${(fault as Error).message}\n${usage}`)
    return 2
  }
  const patienceMs = Number(values.patience ?? 60) * 1000
  if (!Number.isFinite(patienceMs) || patienceMs < 0) {
    say(`--patience is '${values.patience}'. Allowed is a number of seconds.`)
    return 2
  }
  const acknowledged = values.acknowledged === undefined ? undefined : await readAcknowledged(values.acknowledged)
  if (typeof acknowledged === 'string') {
    say(acknowledged)
    return 2
  }
  try {
    const told = await verify(shop, { acknowledged, patienceMs })
    say(JSON.stringify(told, null, 2))
    return told.ok ? 0 : 1
  } catch (fault) {
    if (!(fault instanceof ProviderUnreachable)) throw fault
    say(JSON.stringify({ ok: false, problem: 'provider-unreachable' }))
    return 1
  }
}

/** One JSON object a line; a sentence when a line is none. */
async function readAcknowledged(file: string): Promise<Acknowledged[] | string> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return `There is no file '${file}'.`
  const orders: Acknowledged[] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      orders.push(acknowledgedOrder.parse(JSON.parse(line)))
    } catch {
      return `Line ${i + 1} of '${file}' is no order. Allowed is {"number":"T4K7-9QWX-MC","key":"…","totalMinor":4990,"lines":[{"sku":"…","quantity":1}]}.`
    }
  }
  return orders
}

export const verifyCommands: Commands = { verify: { usage, run } }
