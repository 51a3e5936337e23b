import { resolve } from 'node:path'
import { logLevels } from './kit/log.ts'
import {
  choice,
  decimal,
  flag,
  folder,
  optional,
  origins,
  type Setting,
  type Start,
  secretText,
  secretTexts,
  setting,
  text,
  url,
  urlOrNone,
  urlText,
  whole,
} from './kit/settings.ts'

export { WrongSetting } from './kit/settings.ts'

/**
 * All settings of the program, each with its name inside it, its kind, its default and what it is for. A new one is a row here;
 * `node dev/settings-page.ts` then writes docs/reference/settings.md.
 */
export const settings = {
  DEMO: setting('demo', flag, {
    default: '0',
    what: "`1` allows what only a demo may have: the sandbox provider, test keys, the mailbox, an http address, the demo shop's data",
  }),
  DATABASE_URL: setting('databaseUrl', urlText('postgres:', 'postgresql:'), {
    asks: 'It names the PostgreSQL server: postgres://user:password@host:5432/name.',
    what: '`postgres://user:password@host:5432/name`: PostgreSQL 15 or newer with pg_trgm and unaccent',
  }),
  DATABASE_PASSWORD: optional('databasePassword', secretText(), {
    secret: {},
    told: 'the one in `DATABASE_URL`',
    what: 'the password of the database; while the program runs, each new connection uses the one of now; `rds-iam:USER@HOST:PORT` signs a token of RDS in its place',
  }),
  PORT: setting('port', whole(0, 65535), { default: '3000', what: 'where `web` listens' }),
  HOST: setting('host', text, { default: '0.0.0.0', demo: '127.0.0.1', what: 'the address at which `web` listens' }),
  // Its origin, without a slash at the end.
  PUBLIC_URL: setting('publicUrl', (...asked) => url('https:', 'http:')(...asked).origin, {
    demo: ({ port }) => `http://localhost:${port}`,
    told: 'in a demo `http://localhost:PORT`',
    asks: 'It is the address that shoppers type, such as https://shop.example.',
    refuse: (origin, { demo }) =>
      origin.startsWith('http:') && !demo
        ? 'PUBLIC_URL begins with http:. Shoppers need https:; DEMO=1 allows http for a demo.'
        : undefined,
    what: 'the address that shoppers type, `https://shop.example`; links in mails begin with it, and https makes cookies `__Host-`',
  }),
  SECRET: setting(
    'secret',
    secretText(/^.{32}/s, 'is too short. Allowed are 32 characters or more, chosen at random.'),
    {
      secret: { isSigning: true },
      asks: 'It signs links and forms: 32 random characters or more, the same in every process.',
      what: 'signs links and forms: 32 random characters or more, the same in every process',
    },
  ),
  SECRET_BEFORE: optional(
    'secretsBefore',
    secretTexts(/^.{32}/s, 'holds one that is too short. Allowed are 32 characters or more for each.'),
    {
      secret: { isList: true },
      what: 'what `SECRET` was before, commas between: links and forms that were signed with it stay good',
    },
  ),
  SHOP_DIR: optional('shopFolder', (_, given) => resolve(given), {
    unless: ({ demo }) => !demo,
    told: "in a demo, the demo's own",
    asks: "It names the folder with the shop's name, texts and colours; `npm run shop -- new-shop FOLDER` makes one. Only a demo goes without.",
    what: 'the folder that says who sells: name, company, texts, colours, logo; [your own shop](../guides/your-own-shop.md)',
  }),
  SHOP_NAME: optional('shopName', text, {
    told: 'the name in `SHOP_DIR`',
    what: 'another name, for example of a trial copy',
  }),
  PAYMENTS_URL: setting('paymentsUrl', url('stripe:', 'stripe+http:'), {
    asks: 'It names the payment provider: stripe: for Stripe.',
    refuse: ({ protocol }, { demo }) =>
      protocol === 'stripe+http:' && !demo
        ? 'PAYMENTS_URL names the sandbox provider. Set stripe: for real payments, or DEMO=1 for a demo.'
        : undefined,
    what: '`stripe:`, or in a demo `stripe+http://host:port` for the sandbox provider',
  }),
  PAYMENTS_KEY: setting('paymentsKey', secretText(), {
    secret: {},
    asks: 'It is the secret key of the payment provider.',
    refuse: (key, { demo }) =>
      /^[sr]k_test_/.test(key) && !demo
        ? 'PAYMENTS_KEY is a test key: its payments bring no money. Set the live one, or DEMO=1.'
        : undefined,
    what: "the provider's secret key; a test key in demos only",
  }),
  PAYMENTS_WEBHOOK_SECRET: setting('paymentsWebhookSecrets', secretTexts(), {
    secret: { isList: true },
    asks: 'It proves that payment events come from the provider; several are separated by commas.',
    what: 'proves that payment events come from the provider; while it is being changed, the new and the old one with a comma between',
  }),
  MEDIA_URL: setting('mediaUrl', folder('file:', 's3:'), {
    default: 'file:./var/media',
    refuse: ({ protocol, hostname }) =>
      protocol === 's3:' && !hostname ? 'MEDIA_URL names no bucket. Allowed is s3://bucket/prefix.' : undefined,
    what: 'where pictures are kept: `file:FOLDER`, or `s3://bucket/prefix?region=eu-central-1`',
  }),
  MEDIA_PUBLIC_URL: optional('mediaPublicUrl', (...asked) => url('https:', 'http:')(...asked).origin, {
    told: 'our own address',
    refuse: (origin, { demo }) =>
      origin.startsWith('http:') && !demo ? 'MEDIA_PUBLIC_URL begins with http:. Pages need https: there.' : undefined,
    what: 'an origin that shows what `/media/…` shows here, such as that of a CDN: pages find their pictures there',
  }),
  MAIL_URL: setting('mailUrl', url('mailbox:', 'smtp:', 'smtps:', 'ses:'), {
    asks: 'It names the mail server: smtp://user:password@host:587.',
    refuse: ({ protocol }, { demo }) =>
      protocol === 'mailbox:' && !demo
        ? 'MAIL_URL is mailbox:, which sends nothing. Set smtp://host, or DEMO=1 for a demo.'
        : undefined,
    what: '`smtp://user:password@host:587`, `smtps://…` or `ses:eu-central-1?configuration-set=NAME`; in a demo `mailbox:`, which sends nothing and shows all mail at `/mailbox`',
  }),
  MAIL_PASSWORD: optional('mailPassword', secretText(), {
    secret: {},
    told: 'the one in `MAIL_URL`',
    what: 'the password of the mail server',
  }),
  MAIL_FROM: optional('mailFrom', text, {
    told: 'name and address in `SHOP_DIR`',
    what: 'the sender of all mail: `Name <address>`',
  }),
  KEYS_URL: setting('keysUrl', folder('local:', 'kms:'), {
    demo: 'local:./var/keys',
    asks: 'It names who keeps the keys of personal data: kms:alias/NAME, or local:/FOLDER, which is backed up apart from the database; whoever loses the keys loses all personal data.',
    refuse: ({ protocol, pathname }) =>
      protocol === 'kms:' &&
      !/^(alias\/[\w/-]{1,250}|(mrk-)?[0-9a-f-]{32,36}|arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)\/[\w/-]+)$/.test(
        pathname,
      )
        ? `KEYS_URL is 'kms:${pathname}'. Allowed is kms: with alias/NAME, the id of a key or its ARN.`
        : undefined,
    what: 'who keeps the keys of personal data: `local:FOLDER`, or `kms:` with `alias/NAME`, the id of a KMS key (`mrk-…` too) or its ARN; see [ports](ports.md)',
  }),
  CARTS_URL: setting('cartsUrl', url('postgres:', 'dynamodb:'), {
    default: 'postgres:',
    refuse: (place) => tableRefusal('CARTS_URL', place),
    what: 'where carts are kept: `postgres:` beside all else, or `dynamodb://TABLE`; see [ports](ports.md)',
  }),
  SESSIONS_URL: setting('sessionsUrl', url('postgres:', 'dynamodb:'), {
    default: 'postgres:',
    refuse: (place) => tableRefusal('SESSIONS_URL', place),
    what: 'where sessions, answers of the store API and counts of rate limits are kept: `postgres:`, or `dynamodb://TABLE`, which may be the table of the carts',
  }),
  SEARCH_URL: setting('searchUrl', url('postgres:', 'opensearch+https:', 'opensearch+http:'), {
    default: 'postgres:',
    refuse: ({ protocol, pathname }, { demo }) =>
      protocol === 'opensearch+http:' && !demo
        ? 'SEARCH_URL begins with opensearch+http:. Set opensearch+https://host, or DEMO=1 for a demo.'
        : protocol !== 'postgres:' && !/^\/?([a-z0-9][a-z0-9_-]{0,60}\/?)?$/.test(pathname)
          ? `SEARCH_URL names the indexes '${pathname}'. Allowed is a name of small letters, digits, - and _.`
          : undefined,
    what: '`postgres:`, or `opensearch+https://user:password@host/NAME` with PostgreSQL behind it; `?region=eu-central-1` in the place of a password signs for AWS; NAME begins the names of all indexes, `tradewind` where there is none',
  }),
  WEB_PROCESSES: setting('webProcesses', whole(1, 64), {
    default: ({ cores }) => String(cores),
    told: 'one a core',
    what: 'how many processes `web` runs',
  }),
  PAGE_CACHE_MB: setting('pageCacheMb', whole(0, 10_000), {
    default: '96',
    what: 'megabytes of pages that each web process keeps until a fact makes them untrue; `0`: none',
  }),
  DATABASE_POOL: setting('poolSize', whole(1, 200), {
    default: '10',
    what: 'connections to the database, at most, of each process; in `web`, three of ten are kept for carts, checkout and payment events',
  }),
  DATABASE_WAIT_MS: setting('databaseWaitMs', whole(10, 30_000), {
    default: '1000',
    what: '`web`: how long a request waits for a connection before it is answered with 503; whoever buys waits twice as long',
  }),
  DATABASE_STATEMENT_MS: setting('databaseStatementMs', whole(100, 60_000), {
    default: '5000',
    what: '`web`: how long a statement may run; `worker` and commands have 30 seconds',
  }),
  BROWSE_LIMIT: setting('browseLimit', whole(1, 10_000), {
    default: '500',
    what: 'lists, searches and product pages under way at once in one web process; more are answered with 503, see [ADR 60](../adr/0060-too-much-is-refused-early-and-buying-goes-on.md)',
  }),
  DRAIN_SECONDS: setting('drainSeconds', whole(0, 20), {
    default: '5',
    demo: '0',
    what: 'how long `web` takes requests after SIGTERM, while `/readyz` says 503: longer than the balancer takes to see that',
  }),
  API_ALLOWED_ORIGINS: setting('apiAllowedOrigins', origins, {
    default: ',',
    told: '',
    what: 'origins whose scripts may read the answers of the store API: storefronts in browsers, commas between',
  }),
  API_RETURN_ORIGINS: setting('apiReturnOrigins', origins, {
    default: ',',
    told: '',
    what: 'origins beside `PUBLIC_URL` to which a payment page may lead back: storefronts on the API, commas between',
  }),
  LOG_LEVEL: setting('logLevel', choice(logLevels), {
    default: 'info',
    what: '`error`, `warn`, or `info`, which has a line for every request and job as well',
  }),
  OPERATOR_TOKEN: optional(
    'operatorToken',
    secretText(/^[\w.~+/=-]{32,}$/, 'is too short or has spaces. Allowed are 32 letters and digits or more.'),
    {
      secret: {},
      what: 'opens `/operator/metrics` and the timings of answers to the operator: 32 letters and digits or more',
    },
  ),
  SECRETS_READ_SECONDS: setting('secretsReadSeconds', whole(1, 3_600), {
    default: '300',
    what: 'how often secrets that are kept elsewhere are read anew; a new `SECRET` signs after three times as long',
  }),
  METRICS_LOG: setting('metricsLog', choice(['none', 'emf', 'emf-few']), {
    default: 'none',
    what: '`emf` writes the metrics to the log once a minute, as CloudWatch reads them (embedded metric format); `emf-few` only those of sales and alarms, for CloudWatch takes money for each',
  }),
  TRACES_URL: setting('tracesUrl', urlOrNone('otlp+http:', 'otlp+https:'), {
    default: 'none',
    what: 'where traces are sent: `otlp+http://127.0.0.1:4318` is a collector or the CloudWatch agent beside the program',
  }),
  TRACES_SHARE: setting('tracesShare', decimal(0, 1), {
    default: '0.05',
    what: 'which part of the requests and jobs is traced; those that go on with a trace are traced with it',
  }),
  RATE_LIMITS: setting('rateLimits', decimal(0.01, 1_000_000), {
    default: '1',
    what: 'all rate limits times this: `10` for a large company behind one address, `1000000` for a load test',
  }),
  TRUSTED_HOPS: setting('trustedHops', whole(0, 10), {
    default: '0',
    what: 'how many proxies of yours stand before `web`: so many entries of `X-Forwarded-For` are believed, from the right',
  }),
} satisfies Record<string, Setting<string, unknown>>

/** Region and credentials come by the AWS SDK's own ways. */
function tableRefusal(name: string, { protocol, host, href }: URL): string | undefined {
  return protocol !== 'dynamodb:' || (/^[\w.-]{3,255}$/.test(host) && href === `dynamodb://${host}`)
    ? undefined
    : `${name} is '${protocol}//…'. Allowed is dynamodb://TABLE, with the name of a table and nothing behind it.`
}

export type SettingName = keyof typeof settings

/** What a machine sets for the program: infra/ writes it, the program reads it. */
export type Settings = { readonly [Name in SettingName]?: string }

type ValueOf<Row> = Row extends Setting<string, infer Value> ? Value : never

/** What the program reads, by the names inside it. */
export type Config = {
  readonly [Name in SettingName as (typeof settings)[Name]['as']]: ValueOf<(typeof settings)[Name]>
}

type Env = Readonly<Record<string, string | undefined>>

/** What defaults and rules depend on. */
export function readStart(env: Env, cores: number): Start {
  const start: Start = { demo: false, cores, port: 0 }
  start.demo = settings.DEMO.read('DEMO', env.DEMO, start)
  start.port = settings.PORT.read('PORT', env.PORT, start)
  return start
}

/** The one setting that a migration needs, with its password. */
export function readDatabaseUrl(env: Env): string {
  const start: Start = { demo: false, cores: 1, port: 0 }
  return withPassword(
    settings.DATABASE_URL.read('DATABASE_URL', env.DATABASE_URL, start),
    settings.DATABASE_PASSWORD.read('DATABASE_PASSWORD', env.DATABASE_PASSWORD, start),
  )
}

/** Of a migration that meets personal data in clear. */
export const readKeysUrl = (env: Env): URL =>
  settings.KEYS_URL.read('KEYS_URL', env.KEYS_URL, { demo: env.DEMO === '1', cores: 1, port: 0 })

/** Reads and checks all settings; a wrong or missing one throws `WrongSetting` with what, the value, what is allowed. */
export function readConfig(env: Env, cores: number): Config {
  const start = readStart(env, cores)
  const values = Object.entries(settings).map(([name, row]) => [row.as, row.read(name, env[name], start)])
  const config = Object.fromEntries(values) as Config
  return Object.freeze({ ...config, databaseUrl: withPassword(config.databaseUrl, config.databasePassword) })
}

function withPassword(address: string, password: string | undefined): string {
  if (!password) return address
  const whole = new URL(address)
  whole.password = encodeURIComponent(password)
  return whole.href
}
