import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { root } from '../../dev/places.ts'
import { openLocalKeys } from '../../src/adapters/keys/local.ts'
import { testKeysUrl } from '../helpers/test-keys.ts'
import { openTestShop } from '../helpers/test-shop.ts'

/** The worker's start on a test's database, with these settings for the keys; it ends, for it cannot start. */
function start(databaseUrl: string, env: Record<string, string>): { code: number | null; said: string } {
  const ran = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'jobs'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: databaseUrl,
      SECRET: 'a secret of the tests, 32 characters or more',
      PAYMENTS_URL: 'stripe+http://127.0.0.1:9',
      PAYMENTS_KEY: 'sk_test_nobody',
      PAYMENTS_WEBHOOK_SECRET: 'whsec_test_nobody',
      MAIL_URL: 'mailbox:',
      ...env,
    },
  })
  return { code: ran.status, said: ran.stdout + ran.stderr }
}

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('keys that are missing, wrong or away stop the start with one sentence', async (t) => {
  const { databaseUrl } = await openTestShop(t)
  const folder = aFolder(t)
  const missing = start(databaseUrl, { KEYS_URL: `local:${folder}` })
  assert.equal(missing.code, 1)
  // A local ring knows its own keys; what KMS has wrapped is foreign to it.
  const ofKms = /^KEYS_URL: A key was wrapped by another key ring, or was changed\.\n$/
  const isLocal = testKeysUrl().startsWith('local:')
  const gone =
    /^KEYS_URL: There is no .*master-keys\.json, and the database holds keys that it has wrapped\. Bring it back from the backup\.\n$/
  assert.match(missing.said, isLocal ? gone : ofKms)
  await openLocalKeys(folder).newKey({})
  const wrong = start(databaseUrl, { KEYS_URL: `local:${folder}` })
  assert.equal(wrong.code, 1)
  assert.match(wrong.said, isLocal ? /^KEYS_URL: A key was wrapped for something else, or was changed\.\n$/ : ofKms)
  const away = start(databaseUrl, {
    KEYS_URL: 'kms:alias/shop',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  assert.equal(away.code, 1)
  assert.match(away.said, /^KEYS_URL: KMS does not answer\. \(alias\/shop, \w+\)\n$/)
})
