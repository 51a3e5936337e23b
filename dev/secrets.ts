import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Secrets = { database: string; shop: string; paymentsKey: string; paymentsWebhook: string }

/** Made at the first start and kept, so that links and sessions outlive a restart. */
export function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  const make = () => randomBytes(24).toString('base64url')
  const secrets = {
    database: make(),
    shop: make(),
    paymentsKey: `sk_test_${make()}`,
    paymentsWebhook: `whsec_${make()}`,
  }
  mkdirSync(folder, { recursive: true })
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(temporary, file)
  return secrets
}
