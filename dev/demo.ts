import { join } from 'node:path'
import { openMedia } from '../src/adapters/media/open.ts'
import { openPostgresSearch } from '../src/adapters/search/postgres.ts'
import { readKeysUrl, settings } from '../src/config.ts'
import { hashPassword } from '../src/domain/customers/password.ts'
import { reindexAll } from '../src/domain/search/reindex-all.ts'
import { readMarkets } from '../src/domain/settings/read-markets.ts'
import { systemClock } from '../src/kit/clock.ts'
import { type Db, openDb, sql } from '../src/kit/db.ts'
import { addJob } from '../src/kit/facts.ts'
import { holdsDemo, isOwn, markAsDemo, migrate } from '../src/kit/migrate.ts'
import { openPersonalKeys } from '../src/open-keys.ts'
import { upgrades } from '../src/upgrades.ts'
import { varFolder } from './places.ts'
import { withProgress } from './progress.mjs'
import type { Secrets } from './secrets.ts'

export const demoAccount = {
  email: 'demo@tradewind.example',
  password: 'fair winds and following seas',
  firstName: 'Robin',
  lastName: 'Hale',
}

/** The settings of the demo shop; what the environment names already stands before them. */
export function demoSettings(given: {
  databaseUrl: string
  port: number
  sandboxPort: number
  secrets: Secrets
}): NodeJS.ProcessEnv {
  return {
    DEMO: '1',
    WEB_PROCESSES: '1',
    PUBLIC_URL: `http://localhost:${given.port}`,
    SECRET: given.secrets.shop,
    PAYMENTS_URL: `stripe+http://127.0.0.1:${given.sandboxPort}`,
    PAYMENTS_KEY: given.secrets.paymentsKey,
    PAYMENTS_WEBHOOK_SECRET: given.secrets.paymentsWebhook,
    MEDIA_URL: `file:${join(varFolder, 'media')}`,
    KEYS_URL: `local:${join(varFolder, 'keys')}`,
    MAIL_URL: 'mailbox:',
    ...process.env,
    DATABASE_URL: given.databaseUrl,
    PORT: String(given.port),
  }
}

/** Migrates, and fills the shop at its first start, unless an owner has taken the demo out. Answers whether it holds the demo. */
export async function prepareDatabase(databaseUrl: string): Promise<boolean> {
  await withProgress('Bringing the database up to date', () =>
    migrate(databaseUrl, { before: upgrades(databaseUrl, keysUrl) }),
  )
  const db = openDb({ url: databaseUrl })
  try {
    if (await holdsDemo(db)) return true
    if (await isOwn(db)) return false
    await withProgress('Filling the demo shop', () => fillShop(db))
    await markAsDemo(db)
    return true
  } finally {
    await db.close()
  }
}

/** Takes the demo out of a database; answers the exit code. */
export async function takeDemoOut(databaseUrl: string, say: (line: string) => void): Promise<number> {
  const { removeDemo } = await import('../db/seed/remove-demo.ts')
  await migrate(databaseUrl, { before: upgrades(databaseUrl, keysUrl) })
  const db = openDb({ url: databaseUrl, statementMs: 600_000 })
  try {
    const markets = await readMarkets(db)
    const removed = await removeDemo({ db, markets, media: await openOwnMedia(), search: openPostgresSearch(db) })
    if (!removed.ok) {
      say(removed.problem)
      return 1
    }
    const { products, orders, people, pictures, kept, soldInTrials } = removed
    say(
      `Removed: ${products} products, ${pictures} pictures, ${orders} orders, ${people} people. Your own ${kept} products stay.`,
    )
    if (soldInTrials.length > 0)
      say(
        `Pieces that were bought in trials were not put back; count these again with the command stock: ${soldInTrials.join(', ')}`,
      )
    return 0
  } finally {
    await db.close()
  }
}

/** Where this clone keeps the keys of personal data, or what the environment names. */
const keysUrl = () => readKeysUrl({ DEMO: '1', KEYS_URL: process.env.KEYS_URL || `local:${join(varFolder, 'keys')}` })

const mediaUrl = () => process.env.MEDIA_URL || `file:${join(varFolder, 'media')}`

/** The media store of this clone: its own folder, or what the environment names. */
const openOwnMedia = () =>
  openMedia(settings.MEDIA_URL.read('MEDIA_URL', mediaUrl(), { demo: true, cores: 1, port: 0 }))

async function fillShop(db: Db): Promise<void> {
  // Loaded here, because later starts need nothing of it.
  const { seedDemo } = await import('../db/seed/seed.ts')
  const { drawPictures } = await import('../db/seed/pictures/draw-pictures.ts')
  const { password, ...person } = demoAccount
  if (!(await db.row(sql`select 1 from product limit 1`))) {
    const { vault } = await openPersonalKeys(keysUrl(), db)
    await seedDemo({ db, vault }, { demoAccount: { ...person, passwordHash: await hashPassword(password) } })
  }
  await drawPictures({ db, media: await openOwnMedia() })
  await db.transaction((tx) => addJob(tx, 'make-pictures', {}, { key: 'make-pictures', priority: 10 }))
  const markets = await readMarkets(db)
  await reindexAll({ db, markets, clock: systemClock, search: openPostgresSearch(db) })
}
