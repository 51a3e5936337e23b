import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { openPostgresAnswers } from '../../src/adapters/answers/postgres.ts'
import { openPostgresCarts } from '../../src/adapters/carts/postgres.ts'
import { openPostgresLimits } from '../../src/adapters/limits/postgres.ts'
import { openMailbox } from '../../src/adapters/mail/mailbox.ts'
import { openFolder } from '../../src/adapters/media/filesystem.ts'
import { openStripe } from '../../src/adapters/payments/stripe.ts'
import { openPostgresSessions } from '../../src/adapters/sessions/postgres.ts'
import { forgetShelf } from '../../src/domain/browse/about.ts'
import { readIdentity } from '../../src/domain/settings/read-identity.ts'
import { readMarkets } from '../../src/domain/settings/read-markets.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { openDb } from '../../src/kit/db.ts'
import type { Fact } from '../../src/kit/facts.ts'
import { secureRandom } from '../../src/kit/ids.ts'
import { openMemory } from '../../src/kit/memory.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { openLinks } from '../../src/links.ts'
import { awsPorts } from './on-aws.ts'
import { openShopSearch } from './open-search.ts'
import { openTestKeys } from './test-keys.ts'

export type TestShop = Shop & { databaseUrl: string; mediaFolder: string }

// A port where nobody listens: a test that pays opens the sandbox (paying-shop.ts).
const nobody = new URL('stripe+http://127.0.0.1:9')

/** A shop on its own clone of the template database (migrations and the two demo markets), gone with the test. */
export async function openTestShop(t: TestContext, given: Partial<Shop> = {}): Promise<TestShop> {
  const databaseUrl = await cloneDatabase(t)
  const db = openDb({ url: databaseUrl, poolSize: 10 })
  const own = await readIdentity()
  if (!own.ok) throw new Error(own.problems.join('\n'))
  const mediaFolder = mkdtempSync(join(tmpdir(), 'tradewind-media-'))
  t.after(async () => {
    await db.close()
    rmSync(mediaFolder, { recursive: true, force: true })
  })
  const memory = openMemory({ limit: 1000, maxAgeMs: 60_000 })
  db.hearCommitted((fact) => forgetShelf(memory, fact as Fact))
  return {
    db,
    clock: systemClock,
    random: secureRandom,
    markets: await readMarkets(db),
    carts: openPostgresCarts(db),
    sessions: openPostgresSessions(db),
    answers: openPostgresAnswers(db),
    limits: openPostgresLimits(db),
    payments: await openStripe({
      url: nobody,
      secretKey: fixedSecret('sk_test_nobody'),
      webhookSecrets: fixedSecret('whsec_test_nobody'),
    }),
    search: await openShopSearch(t, db),
    media: openFolder(mediaFolder),
    mailer: openMailbox(db),
    memory,
    secret: fixedSecret('a secret of the tests, 32 characters or more'),
    publicUrl: 'http://shop.test',
    returnOrigins: ['https://app.test'],
    name: 'Tradewind',
    identity: own.identity,
    mailFrom: 'Tradewind <hello@tradewind.example>',
    link: openLinks('http://shop.test'),
    ...(await openTestKeys(db)),
    ...(await awsPorts(t)),
    ...given,
    databaseUrl,
    mediaFolder,
  }
}

async function cloneDatabase(t: TestContext): Promise<string> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests with npm test -- FILE')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = new Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name} template template_shop`)
  await admin.end()
  t.after(async () => {
    const admin = new Client({ connectionString: server })
    await admin.connect()
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
