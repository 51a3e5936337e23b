import { openPostgresCarts } from './adapters/carts/postgres.ts'
import { openMailbox, readMail, readMails } from './adapters/mail/mailbox.ts'
import { openSmtp } from './adapters/mail/smtp.ts'
import { openFolder } from './adapters/media/filesystem.ts'
import { openStripe } from './adapters/payments/stripe.ts'
import { openPostgresSearch, type PostgresSearch } from './adapters/search/postgres.ts'
import { health, ready } from './api/health.ts'
import { paymentEvents } from './api/payment-events.ts'
import { type Config, WrongSetting } from './config.ts'
import { readMarkets } from './domain/settings/read-markets.ts'
import type { Shop } from './domain/shop.ts'
import { systemClock } from './kit/clock.ts'
import { openDb } from './kit/db.ts'
import type { Fact } from './kit/facts.ts'
import { secureRandom } from './kit/ids.ts'
import { listen } from './kit/listen.ts'
import { faultFields, log } from './kit/log.ts'
import { openMemory } from './kit/memory.ts'
import { holdsDemo } from './kit/migrate.ts'
import { openLinks } from './links.ts'
import { type Fetch, openRouter, type SiteHandler } from './router.ts'
import type { SiteRoute } from './routes.ts'
import { serveAsset } from './storefront/assets.ts'
import { front } from './storefront/front.ts'
import { mailboxMailPage, mailboxPage, type ReadMailbox } from './storefront/mailbox/mailbox-page.ts'
import { serveMedia } from './storefront/media/media.ts'
import { robots, sitemap, webManifest } from './storefront/site-files.ts'

export type OpenShop = { shop: Shop; search: PostgresSearch; close(): Promise<void> }

/** Adapters as the settings name them, and the shop on top. */
export async function openShop(config: Config, processName: string): Promise<OpenShop> {
  const db = openDb({ url: config.databaseUrl, poolSize: config.poolSize, name: `tradewind-${processName}` })
  const search = openPostgresSearch(db)
  if (!config.demo && (await holdsDemo(db))) {
    await db.close()
    throw new WrongSetting(
      'DATABASE_URL names a demo shop, whose sign-in everybody knows. Set another database, or DEMO=1 for a demo.',
    )
  }
  const shop: Shop = {
    db,
    clock: systemClock,
    random: secureRandom,
    markets: await readMarkets(db),
    carts: openPostgresCarts(db),
    payments: await openStripe({
      url: config.paymentsUrl,
      secretKey: config.paymentsKey,
      webhookSecrets: config.paymentsWebhookSecrets,
    }),
    search,
    media: openFolder(config.mediaUrl.pathname),
    mailer: config.mailUrl.protocol === 'mailbox:' ? openMailbox(db) : openSmtp(config.mailUrl),
    memory: openMemory({ limit: 20_000, maxAgeMs: 60_000 }),
    secret: config.secret,
    publicUrl: config.publicUrl,
    returnOrigins: config.apiReturnOrigins,
    name: config.shopName,
    mailFrom: config.mailFrom,
    link: openLinks(config.publicUrl),
  }
  return { shop, search, close: () => db.close() }
}

const mailbox: ReadMailbox = {
  list: (shop) => readMails(shop.db, 200),
  one: (shop, id) => readMail(shop.db, id),
}

export const site: Record<SiteRoute, SiteHandler> = {
  front,
  asset: async (_, request, { file }) => serveAsset(request, file ?? ''),
  media: (shop, _, { key, file }) => serveMedia(shop, { key: key ?? '', file: file ?? '' }),
  paymentEvents,
  robots,
  sitemap,
  webManifest,
  health,
  ready,
  mailbox: mailboxPage(mailbox),
  mailboxMail: mailboxMailPage(mailbox),
}

export type App = { shop: Shop; fetch: Fetch; close(): Promise<void> }

/** The shop with its pages. It hears facts and forgets what they made untrue. */
export async function openApp(config: Config): Promise<App> {
  const { shop, search, close } = await openShop(config, 'web')
  const fetch = openRouter(shop, site, {
    demo: config.demo,
    formTargets: [config.paymentsUrl.protocol === 'stripe:' ? 'https://checkout.stripe.com' : sandboxOrigin(config)],
  })
  const refresh = () => search.refresh().catch((fault) => log('error', 'search.refresh-failed', faultFields(fault)))
  const listener = await listen(config.databaseUrl, {
    onFact: (fact) => {
      forget(shop, fact)
      if (fact.fact === 'search.changed') refresh()
    },
    onGap: () => {
      shop.memory.forget('')
      refresh()
    },
  })
  return {
    shop,
    fetch,
    close: async () => {
      await listener.close()
      await close()
    },
  }
}

const sandboxOrigin = (config: Config) => `http://${config.paymentsUrl.host}`

function forget(shop: Pick<Shop, 'memory'>, fact: Fact): void {
  if (fact.fact === 'product.changed' || fact.fact === 'catalogue.changed') shop.memory.forget('browse:')
}
