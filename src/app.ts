import { openPostgresAnswers } from './adapters/answers/postgres.ts'
import { openPostgresCarts } from './adapters/carts/postgres.ts'
import { openPostgresLimits } from './adapters/limits/postgres.ts'
import { readMail, readMails } from './adapters/mail/mailbox.ts'
import { openMailer } from './adapters/mail/open.ts'
import { openMedia } from './adapters/media/open.ts'
import { openStripe } from './adapters/payments/stripe.ts'
import { measured } from './adapters/search/measured.ts'
import { openPostgresSearch, type PostgresSearch } from './adapters/search/postgres.ts'
import type { KeptSearch } from './adapters/search/with-fallback.ts'
import { openPostgresSessions } from './adapters/sessions/postgres.ts'
import { health, ready } from './api/health.ts'
import { operatorMetrics } from './api/metrics.ts'
import { paymentEvents } from './api/payment-events.ts'
import { isOfStoreApi } from './api/store/root.ts'
import { type Config, WrongSetting } from './config.ts'
import { forgetShelf } from './domain/browse/about.ts'
import type { Identity } from './domain/settings/identity.ts'
import type { Market } from './domain/settings/market.ts'
import { rateLimits } from './domain/settings/rate-limits.ts'
import { missingTexts, readIdentity } from './domain/settings/read-identity.ts'
import { readMarkets } from './domain/settings/read-markets.ts'
import type { Shop } from './domain/shop.ts'
import { openAdmission, usualLimits } from './kit/admission.ts'
import { systemClock } from './kit/clock.ts'
import { type Db, openDb } from './kit/db.ts'
import { openDoor } from './kit/door.ts'
import type { Fact } from './kit/facts.ts'
import { openGate } from './kit/gate.ts'
import { secureRandom } from './kit/ids.ts'
import { openLimits } from './kit/limits.ts'
import { listen } from './kit/listen.ts'
import { faultFields, log } from './kit/log.ts'
import { openMemory } from './kit/memory.ts'
import { holdsDemo } from './kit/migrate.ts'
import { openCircle } from './kit/process-circle.ts'
import { isTracing, tracedPort, useTracer } from './kit/trace.ts'
import { openLinks } from './links.ts'
import { openPersonalKeys } from './open-keys.ts'
import { type Fetch, openRouter, type SiteHandler } from './router.ts'
import { type SiteRoute, setPictureOrigin } from './routes.ts'
import type { Secrets } from './secrets.ts'
import { serveAsset } from './storefront/assets.ts'
import { forgetPages } from './storefront/forget-pages.ts'
import { front } from './storefront/front.ts'
import { mailboxMailPage, mailboxPage, type ReadMailbox } from './storefront/mailbox/mailbox-page.ts'
import { serveMedia } from './storefront/media/media.ts'
import { receiveUpload } from './storefront/media/receive-upload.ts'
import { referencePage } from './storefront/reference/reference-page.ts'
import { weightOf } from './storefront/shared-page.ts'
import { robots, sitemap, webManifest } from './storefront/site-files.ts'

/** A shopper waits for a short time only; those who buy have connections of their own. */
const webPatience = ({ poolSize, databaseWaitMs, databaseStatementMs }: Config) => ({
  keptForFirst: Math.min(Math.ceil(poolSize * 0.3), poolSize - 1),
  waitMs: { first: databaseWaitMs * 2, common: databaseWaitMs },
  statementMs: databaseStatementMs,
  lockMs: databaseStatementMs * 0.6,
  idleInTransactionMs: 10_000,
})

export type OpenShop = { shop: Shop; search: Pick<PostgresSearch, 'refresh'>; close(): Promise<void> }

/** Adapters as the settings name them, and the shop on top. */
export async function openShop(config: Config, processName: string, secrets: Secrets): Promise<OpenShop> {
  await openTracer(config, processName)
  const db = openDb({
    url: config.databaseUrl,
    password: secrets.database,
    poolSize: config.poolSize,
    name: `tradewind-${processName}`,
    ...(processName === 'web' ? webPatience(config) : {}),
  })
  if (!config.demo && (await holdsDemo(db))) {
    await db.close()
    throw new WrongSetting(
      'DATABASE_URL names a demo shop, whose sign-in everybody knows. Set another database, or DEMO=1 for a demo.',
    )
  }
  const identity = await openIdentity(config)
  setPictureOrigin(config.mediaPublicUrl ?? '')
  const markets = await readMarkets(db)
  const search = measured(await openSearch(config, db, markets))
  if (processName === 'worker') search.startFollowing()
  const shop: Shop = {
    db,
    clock: systemClock,
    random: secureRandom,
    markets,
    carts: await openCarts(config, db),
    ...(await openSessionStores(config, db)),
    ...(await openPersonalKeys(config.keysUrl, db)),
    payments: await openStripe({
      url: config.paymentsUrl,
      secretKey: secrets.paymentsKey,
      webhookSecrets: secrets.paymentsWebhook,
    }),
    search,
    media: await openMedia(config.mediaUrl, { publicUrl: config.publicUrl, secret: secrets.signing }),
    mailer: await openMailer(config.mailUrl, db, secrets.mail),
    memory: openMemory({ limit: 20_000, maxAgeMs: 300_000 }),
    secret: secrets.signing,
    publicUrl: config.publicUrl,
    returnOrigins: config.apiReturnOrigins,
    name: identity.name,
    identity,
    mailFrom: config.mailFrom ?? `${identity.name} <${identity.company.email}>`,
    link: openLinks(config.publicUrl),
  }
  return {
    shop: tracedShop(shop),
    search,
    close: async () => {
      await search.close()
      await db.close()
    },
  }
}

/** The table's search, and where the setting names one, OpenSearch before it. */
async function openSearch({ searchUrl }: Config, db: Db, markets: readonly Market[]): Promise<KeptSearch> {
  const table = openPostgresSearch(db)
  if (searchUrl.protocol === 'postgres:') return { ...table, startFollowing: () => {}, close: async () => {} }
  const [{ openOpenSearch }, { openWithFallback }] = await Promise.all([
    import('./adapters/search/opensearch.ts'),
    import('./adapters/search/with-fallback.ts'),
  ])
  const engine = await openOpenSearch(searchUrl, {
    db,
    markets: markets.map(({ code }) => code),
    open: (market, locale) => table.open(market, locale),
  })
  return openWithFallback(engine, table)
}

async function openCarts({ cartsUrl }: Config, db: Db): Promise<Shop['carts']> {
  if (cartsUrl.protocol === 'postgres:') return openPostgresCarts(db.first)
  const [{ openShopTable }, { openDynamoCarts }] = await Promise.all([
    import('./adapters/aws/table-care.ts'),
    import('./adapters/carts/dynamodb.ts'),
  ])
  return openDynamoCarts(await openShopTable('CARTS_URL', cartsUrl, 'carts'))
}

/** What one setting places together: all of it is small, short-lived and asked for at every visit. */
async function openSessionStores(
  { sessionsUrl }: Config,
  { first }: Db,
): Promise<Pick<Shop, 'sessions' | 'answers' | 'limits'>> {
  if (sessionsUrl.protocol === 'postgres:')
    return {
      sessions: openPostgresSessions(first),
      answers: openPostgresAnswers(first),
      limits: openPostgresLimits(first),
    }
  const [{ openShopTable }, { openDynamoSessions }, { openDynamoAnswers }, { openDynamoLimits }] = await Promise.all([
    import('./adapters/aws/table-care.ts'),
    import('./adapters/sessions/dynamodb.ts'),
    import('./adapters/answers/dynamodb.ts'),
    import('./adapters/limits/dynamodb.ts'),
  ])
  const table = await openShopTable('SESSIONS_URL', sessionsUrl, 'sessions')
  return { sessions: openDynamoSessions(table), answers: openDynamoAnswers(table), limits: openDynamoLimits(table) }
}

/** Before anything that is to be traced. */
async function openTracer({ tracesUrl: url, tracesShare: share }: Config, service: string): Promise<void> {
  if (!url) return
  const { openOtlpTracer } = await import('./adapters/traces/otlp.ts')
  useTracer(openOtlpTracer({ url, share, service }))
}

const tracedPorts = ['carts', 'sessions', 'answers', 'limits', 'search', 'media', 'mailer', 'keyRing']

/** With traces on, each call of a port is a span. */
function tracedShop(shop: Shop): Shop {
  if (!isTracing()) return shop
  const parts = Object.entries(shop).map(([name, part]) => [
    name,
    tracedPorts.includes(name) ? tracedPort(name, part as object) : part,
  ])
  return Object.fromEntries(parts)
}

/** The shop's own folder. A place that still waits for words of the owner may be looked at, but not sold from. */
async function openIdentity({ shopFolder, shopName, demo }: Config): Promise<Identity> {
  const read = await readIdentity(shopFolder)
  if (!read.ok) throw new WrongSetting(`SHOP_DIR ${shopFolder}:\n  ${read.problems.join('\n  ')}`)
  const { unfilled, isDemo } = read.identity
  if (isDemo && !demo) throw new WrongSetting(`SHOP_DIR ${shopFolder} is the demo's, whose company does not exist.`)
  if (unfilled.length > 0 && !demo)
    throw new WrongSetting(
      `SHOP_DIR ${shopFolder} waits for words of yours in ${unfilled.length} places:\n  ${unfilled.join('\n  ')}`,
    )
  return { ...read.identity, name: shopName ?? read.identity.name }
}

const mailbox: ReadMailbox = {
  list: (shop) => readMails(shop.db, 200),
  one: (shop, id) => readMail(shop.db, id),
}

export const site: Record<SiteRoute, SiteHandler> = {
  front,
  asset: async (_, request, { file }) => serveAsset(request, file ?? ''),
  media: (shop, _, { key, file }) => serveMedia(shop, { key: key ?? '', file: file ?? '' }),
  mediaUpload: receiveUpload,
  paymentEvents,
  robots,
  sitemap,
  webManifest,
  apiReference: referencePage(async (shop) => (await import('./api/store/reference.ts')).storeReference(shop)),
  health,
  ready,
  metrics: operatorMetrics(openCircle()),
  mailbox: mailboxPage(mailbox),
  mailboxMail: mailboxMailPage(mailbox),
}

// The first page needs none of it.
const loadStoreApi = () => import('./api/store/store-api.ts')

type SiteOptions = Parameters<typeof openRouter>[2] & { allowedOrigins?: readonly string[] }

/** All that answers under the public address: the pages, and the store API beside them. They share who is let in. */
export function openSite(shop: Shop, { allowedOrigins = [], ...options }: SiteOptions): Fetch {
  const admission = options.admission ?? openAdmission(usualLimits)
  const pages = openRouter(shop, site, { ...options, admission })
  const door = openDoor({ publicUrl: shop.publicUrl, ...options, formTargets: [], admission })
  let storeApi: Promise<Fetch> | undefined
  const openApi = async () => (await loadStoreApi()).openStoreApi(shop, { door, allowedOrigins, gate: options.gate })
  return async (request, peer) => {
    if (!isOfStoreApi(request.url)) return pages(request, peer)
    storeApi ??= openApi()
    return (await storeApi)(request, peer)
  }
}

export type App = { shop: Shop; fetch: Fetch; close(): Promise<void> }

/** The shop with its pages. It hears facts and forgets what they made untrue. */
export async function openApp(config: Config, secrets: Secrets): Promise<App> {
  const { shop, search, close } = await openShop(config, 'web', secrets)
  const missing = missingTexts(shop.identity, shop.markets)
  if (missing.length > 0) throw new WrongSetting(`SHOP_DIR ${config.shopFolder}:\n  ${missing.join('\n  ')}`)
  const pages =
    config.pageCacheMb > 0
      ? openMemory({ limit: config.pageCacheMb * 1_000_000, sizeOf: weightOf, maxAgeMs: 60_000 })
      : null
  const limits = openLimits(shop.limits, { secret: shop.secret, factor: config.rateLimits })
  const gate = openGate(limits, rateLimits, { secret: shop.secret, trustedHops: config.trustedHops })
  const fetch = openSite(shop, {
    pages,
    demo: config.demo,
    admission: openAdmission({
      ...usualLimits,
      looking: config.browseLimit,
      onChange: (isOverloaded) => log('warn', isOverloaded ? 'web.overloaded' : 'web.calm'),
    }),
    allowedOrigins: config.apiAllowedOrigins,
    gate,
    trustedHops: config.trustedHops,
    pictureOrigin: config.mediaPublicUrl,
    operatorToken: secrets.operator,
    formTargets: [config.paymentsUrl.protocol === 'stripe:' ? 'https://checkout.stripe.com' : sandboxOrigin(config)],
  })
  const refresh = () => search.refresh().catch((fault) => log('error', 'search.refresh-failed', faultFields(fault)))
  // What was made from the search is untrue only when the search knows better.
  const forget = async (fact: Fact) => {
    if (fact.fact === 'search.changed') await refresh()
    forgetShelf(shop.memory, fact)
    if (pages) forgetPages(pages, fact)
  }
  shop.db.hearCommitted((fact) => forget(fact as Fact))
  let isOpen = false
  const listener = await listen(config.databaseUrl, {
    onFact: forget,
    onGap: () => {
      shop.memory.forget('')
      pages?.forget('')
      if (isOpen) refresh()
    },
    password: secrets.database,
  })
  isOpen = true
  // The first page need not wait for these; who needs them sooner loads them sooner.
  setTimeout(() => Promise.all([refresh(), loadStoreApi()]), 500).unref()
  return {
    shop,
    fetch,
    close: async () => {
      gate.close()
      await listener.close()
      await close()
    },
  }
}

const sandboxOrigin = (config: Config) => `http://${config.paymentsUrl.host}`
