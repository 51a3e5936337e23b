import { resolve } from 'node:path'

/** All settings of the program. `readConfig` is the only reader of the environment. */
export type Config = {
  demo: boolean
  databaseUrl: string
  port: number
  host: string
  /** Without a slash at the end. Cookies are `__Host-` and Secure when it is https. */
  publicUrl: string
  secret: string
  /** What the shop says of itself; undefined: what the demo says. */
  shopFolder: string | undefined
  /** In the place of the name in the shop's folder. */
  shopName: string | undefined
  paymentsUrl: URL
  paymentsKey: string
  paymentsWebhookSecrets: string[]
  mediaUrl: URL
  mailUrl: URL
  /** In the place of the shop's name and address. */
  mailFrom: string | undefined
  webProcesses: number
  /** Megabytes of pages that each web process keeps; 0 keeps none. */
  pageCacheMb: number
  poolSize: number
  /** Of web processes: how long a request waits for a connection, and how long a statement may run. */
  databaseWaitMs: number
  databaseStatementMs: number
  /** Lists, searches and product pages under way at once in one process. */
  browseLimit: number
  /** How long a stopping web process still takes requests, so that the balancer sees that it is going. */
  drainSeconds: number
  /** How many proxies stand before the program: the address of a shopper is what the outermost of them saw. */
  trustedHops: number
  /** All limits of src/domain/settings/rate-limits.ts, times this. */
  rateLimits: number
  /** Opens the metrics and the timings to the operator; they are closed without it. */
  operatorToken: string | undefined
  /** Origins whose scripts may read answers of the store API. */
  apiAllowedOrigins: readonly string[]
  /** Beside `publicUrl`: where payment pages may lead back to. */
  apiReturnOrigins: readonly string[]
  /** 'warn' leaves out the lines of requests and jobs that went well. */
  logLevel: (typeof logLevels)[number]
}

const logLevels = ['error', 'warn', 'info'] as const

export class WrongSetting extends Error {}

type Env = Record<string, string | undefined>

/** The one setting that a migration needs. */
export function readDatabaseUrl(env: Env): string {
  const value = env.DATABASE_URL ?? ''
  if (value === '') throw new WrongSetting(`DATABASE_URL is not set. ${why.DATABASE_URL}`)
  if (!URL.canParse(value) || !['postgres:', 'postgresql:'].includes(new URL(value).protocol))
    throw new WrongSetting(
      `DATABASE_URL is '${withoutSecret(value)}'. Allowed is a URL that begins with postgres: or postgresql:`,
    )
  return new URL(value).href
}

/** Reads and checks all settings; a wrong or missing one throws `WrongSetting` with what, the value, what is allowed. */
export function readConfig(env: Env, cores: number): Readonly<Config> {
  const text = (name: string, fallback?: string): string => {
    const value = env[name] ?? fallback
    if (value === undefined || value === '') throw new WrongSetting(`${name} is not set. ${why[name] ?? ''}`.trim())
    return value
  }
  const number = (name: string, fallback: number, min: number, max: number): number => {
    const value = Number(env[name] ?? fallback)
    if (!Number.isInteger(value) || value < min || value > max)
      throw new WrongSetting(`${name} is '${env[name]}'. Allowed is a whole number from ${min} to ${max}.`)
    return value
  }
  const url = (name: string, schemes: string[], fallback?: string): URL => {
    const value = text(name, fallback)
    if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol))
      throw new WrongSetting(
        `${name} is '${withoutSecret(value)}'. Allowed is a URL that begins with ${schemes.join(' or ')}`,
      )
    return new URL(value)
  }

  const origins = (name: string): string[] =>
    (env[name] ?? '').split(',').flatMap((part) => {
      const value = part.trim()
      if (value === '') return []
      const isOrigin = URL.canParse(value) && new URL(value).origin === value && !value.includes('*')
      if (!isOrigin || !/^https?:/.test(value) || (value.startsWith('http:') && !demo))
        throw new WrongSetting(
          `${name} holds '${withoutSecret(value)}'. Allowed are origins with commas between, such as https://app.example, without a path; http in demos only.`,
        )
      return [value]
    })

  const demoSwitch = text('DEMO', '0')
  if (!/^[01]$/.test(demoSwitch)) throw new WrongSetting(`DEMO is '${demoSwitch}'. Allowed are 1 and 0.`)
  const demo = demoSwitch === '1'
  const port = number('PORT', 3000, 0, 65535)
  const publicUrl = url('PUBLIC_URL', ['https:', 'http:'], demo ? `http://localhost:${port}` : undefined)
  const secret = text('SECRET')
  if (secret.length < 32)
    throw new WrongSetting('SECRET is too short. Allowed are 32 characters or more, chosen at random.')
  const paymentsUrl = url('PAYMENTS_URL', ['stripe:', 'stripe+http:'])
  if (paymentsUrl.protocol === 'stripe+http:' && !demo)
    throw new WrongSetting(
      'PAYMENTS_URL names the sandbox provider. Set stripe: for real payments, or DEMO=1 for a demo.',
    )
  const paymentsKey = text('PAYMENTS_KEY')
  if (/^[sr]k_test_/.test(paymentsKey) && !demo)
    throw new WrongSetting('PAYMENTS_KEY is a test key: its payments bring no money. Set the live one, or DEMO=1.')
  const mailUrl = url('MAIL_URL', ['mailbox:', 'smtp:', 'smtps:'])
  if (mailUrl.protocol === 'mailbox:' && !demo)
    throw new WrongSetting('MAIL_URL is mailbox:, which sends nothing. Set smtp://host, or DEMO=1 for a demo.')
  if (publicUrl.protocol === 'http:' && !demo)
    throw new WrongSetting('PUBLIC_URL begins with http:. Shoppers need https:; DEMO=1 allows http for a demo.')

  const rateLimits = Number(env.RATE_LIMITS ?? 1)
  if (!(rateLimits >= 0.01 && rateLimits <= 1_000_000))
    throw new WrongSetting(`RATE_LIMITS is '${env.RATE_LIMITS}'. Allowed is a number from 0.01 to 1000000.`)
  const operatorToken = env.OPERATOR_TOKEN || undefined
  if (operatorToken && !/^[\w.~+/=-]{32,}$/.test(operatorToken))
    throw new WrongSetting('OPERATOR_TOKEN is too short or has spaces. Allowed are 32 letters and digits or more.')
  const wantedLevel = text('LOG_LEVEL', 'info')
  const logLevel = logLevels.find((level) => level === wantedLevel)
  if (!logLevel) throw new WrongSetting(`LOG_LEVEL is '${wantedLevel}'. Allowed are ${logLevels.join(', ')}.`)

  for (const name of ['CARTS_URL', 'SEARCH_URL']) url(name, ['postgres:'], 'postgres:')

  return Object.freeze({
    demo,
    databaseUrl: readDatabaseUrl(env),
    port,
    host: text('HOST', demo ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: publicUrl.origin,
    secret,
    shopFolder: demo && !env.SHOP_DIR ? undefined : resolve(text('SHOP_DIR')),
    shopName: env.SHOP_NAME || undefined,
    paymentsUrl,
    paymentsKey,
    paymentsWebhookSecrets: text('PAYMENTS_WEBHOOK_SECRET').split(','),
    mediaUrl: fileUrl(text('MEDIA_URL', 'file:./var/media')),
    mailUrl,
    mailFrom: env.MAIL_FROM || undefined,
    pageCacheMb: number('PAGE_CACHE_MB', 96, 0, 10_000),
    webProcesses: number('WEB_PROCESSES', cores, 1, 64),
    poolSize: number('DATABASE_POOL', 10, 1, 200),
    databaseWaitMs: number('DATABASE_WAIT_MS', 1_000, 10, 30_000),
    databaseStatementMs: number('DATABASE_STATEMENT_MS', 5_000, 100, 60_000),
    browseLimit: number('BROWSE_LIMIT', 500, 1, 10_000),
    drainSeconds: number('DRAIN_SECONDS', demo ? 0 : 5, 0, 20),
    trustedHops: number('TRUSTED_HOPS', 0, 0, 10),
    rateLimits,
    operatorToken,
    apiAllowedOrigins: origins('API_ALLOWED_ORIGINS'),
    apiReturnOrigins: origins('API_RETURN_ORIGINS'),
    logLevel,
  })
}

const why: Record<string, string> = {
  DATABASE_URL: 'It names the PostgreSQL server: postgres://user:password@host:5432/name.',
  SHOP_DIR:
    "It names the folder with the shop's name, texts and colours; `npm run shop -- new-shop FOLDER` makes one. Only a demo goes without.",
  SECRET: 'It signs links and forms: 32 random characters or more, the same in every process.',
  PUBLIC_URL: 'It is the address that shoppers type, such as https://shop.example.',
  PAYMENTS_URL: 'It names the payment provider: stripe: for Stripe.',
  PAYMENTS_KEY: 'It is the secret key of the payment provider.',
  PAYMENTS_WEBHOOK_SECRET: 'It proves that payment events come from the provider; several are separated by commas.',
  MAIL_URL: 'It names the mail server: smtp://user:password@host:587.',
}

// What is wrong is shown on screens and in logs, where passwords do not belong.
const withoutSecret = (value: string) => value.replace(/\/\/[^@]*@/, '//…@')

// file:./var/media is relative to the working directory, which URL alone does not know.
function fileUrl(value: string): URL {
  if (!value.startsWith('file:')) throw new WrongSetting(`MEDIA_URL is '${value}'. Allowed is file:FOLDER.`)
  const path = value.startsWith('file://') ? new URL(value).pathname : resolve(value.slice('file:'.length))
  return new URL(`file://${path}`)
}
