import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig, readDatabaseUrl, WrongSetting } from './config.ts'

const production = {
  DATABASE_URL: 'postgres://shop:secret@db.example:5432/shop',
  PUBLIC_URL: 'https://shop.example/',
  SECRET: 'a'.repeat(32),
  PAYMENTS_URL: 'stripe:',
  PAYMENTS_KEY: 'sk_live_key',
  PAYMENTS_WEBHOOK_SECRET: 'whsec_new,whsec_old',
  MAIL_URL: 'smtp://mail.example:587',
  KEYS_URL: 'local:/srv/keys',
  SHOP_DIR: '/srv/shop',
}

const refusal = (env: Record<string, string | undefined>): string => {
  try {
    readConfig({ ...production, ...env }, 2)
  } catch (fault) {
    assert.ok(fault instanceof WrongSetting)
    assert.doesNotMatch(fault.message, /\n/)
    return fault.message
  }
  return 'taken'
}

test('the settings of a shop in production are taken as they stand, one process a core', () => {
  const config = readConfig(production, 8)
  assert.equal(config.demo, false)
  assert.equal(config.publicUrl, 'https://shop.example')
  assert.equal(config.databaseUrl, production.DATABASE_URL)
  assert.deepEqual(config.paymentsWebhookSecrets, ['whsec_new', 'whsec_old'])
  assert.deepEqual([config.port, config.host, config.webProcesses, config.poolSize], [3000, '0.0.0.0', 8, 10])
  assert.ok(Object.isFrozen(config))
})

test('each setting that has no default is asked for by name, with what it is', () => {
  for (const name of Object.keys(production))
    for (const value of [undefined, ''])
      assert.match(refusal({ [name]: value }), new RegExp(`^${name} is not set\\. It \\w+ .+\\.$`))
})

const onlyInDemos: Record<string, Record<string, string>> = {
  'the sandbox provider': { PAYMENTS_URL: 'stripe+http://127.0.0.1:3001' },
  'a test key of the provider': { PAYMENTS_KEY: 'sk_test_key' },
  'the mailbox': { MAIL_URL: 'mailbox:' },
  'an address without encryption': { PUBLIC_URL: 'http://shop.example' },
}

for (const [what, env] of Object.entries(onlyInDemos))
  test(`${what} is refused unless DEMO=1 says that it is a demo`, () => {
    for (const DEMO of [undefined, '0']) {
      assert.match(refusal({ ...env, DEMO }), new RegExp(`^${Object.keys(env)[0]} .*DEMO=1`))
    }
    assert.equal(refusal({ ...env, DEMO: '1' }), 'taken')
  })

test('a shop goes by its own folder and name; a demo may go without', () => {
  const own = readConfig({ ...production, SHOP_NAME: 'Kiosk' }, 1)
  assert.deepEqual([own.shopFolder, own.shopName, own.mailFrom], ['/srv/shop', 'Kiosk', undefined])
  assert.equal(readConfig({ ...production, DEMO: '1', SHOP_DIR: '' }, 1).shopFolder, undefined)
})

test('a migration needs the address of the database and nothing else', () => {
  assert.equal(readDatabaseUrl({ DATABASE_URL: production.DATABASE_URL }), production.DATABASE_URL)
  assert.throws(
    () => readDatabaseUrl({}),
    /^WrongSetting: DATABASE_URL is not set\. It names |^Error: DATABASE_URL is not set\. It names /,
  )
  assert.throws(() => readDatabaseUrl({ DATABASE_URL: 'mysql://a:b@c/d' }), /'mysql:\/\/…@c\/d'\. Allowed is a URL/)
})

test('a demo listens to this machine alone unless it is told otherwise', () => {
  assert.equal(readConfig({ ...production, DEMO: '1' }, 1).host, '127.0.0.1')
  assert.equal(readConfig({ ...production, DEMO: '1', HOST: '0.0.0.0' }, 1).host, '0.0.0.0')
})

test('a wrong value is refused with what is allowed', () => {
  const number = (min: number, max: number) => new RegExp(`Allowed is a whole number from ${min} to ${max}\\.`)
  const wrong: [name: string, value: string, sentence: RegExp][] = [
    ['DEMO', 'yes', /^DEMO is 'yes'\. Allowed are 1 and 0\.$/],
    ['DATABASE_URL', 'mysql://h/shop', /Allowed is a URL that begins with postgres:/],
    ['PORT', '70000', number(0, 65535)],
    ['PORT', '80a', number(0, 65535)],
    ['PUBLIC_URL', 'shop.example', /Allowed is a URL that begins with https:/],
    ['SECRET', 'a'.repeat(31), /^SECRET is too short\. Allowed are 32 characters or more/],
    ['PAYMENTS_URL', 'paypal:', /Allowed is a URL that begins with stripe:/],
    ['MEDIA_URL', 'gs://pictures', /Allowed is file:FOLDER or a URL that begins with s3:\.$/],
    ['MEDIA_URL', 's3:', /^MEDIA_URL names no bucket\./],
    ['MEDIA_PUBLIC_URL', 'http://pictures.example', /begins with http:/],
    ['MAIL_URL', 'imap://mail.example', /Allowed is a URL that begins with mailbox: or smtp: or smtps: or ses:/],
    ['KEYS_URL', 'vault://keys', /Allowed is local:FOLDER or a URL that begins with kms:\.$/],
    ['KEYS_URL', 'kms:keys', /Allowed is kms: with alias\/NAME, the id of a key or its ARN\.$/],
    ['CARTS_URL', 'redis://carts', /Allowed is a URL that begins with postgres: or dynamodb:/],
    [
      'CARTS_URL',
      'dynamodb://carts/prod',
      /^CARTS_URL is 'dynamodb:.*with the name of a table and nothing behind it\.$/,
    ],
    ['SESSIONS_URL', 'dynamodb://ab', /Allowed is dynamodb:\/\/TABLE/],
    ['SEARCH_URL', 'elasticsearch://host', /Allowed is a URL that begins with postgres: or opensearch\+https:/],
    ['SEARCH_URL', 'opensearch+http://host', /begins with opensearch\+http:/],
    ['SEARCH_URL', 'opensearch+https://host/A.b', /^SEARCH_URL names the indexes '\/A\.b'/],
    ['WEB_PROCESSES', '0', number(1, 64)],
    ['DATABASE_POOL', '1.5', number(1, 200)],
  ]
  for (const [name, value, sentence] of wrong) assert.match(refusal({ [name]: value }), sentence)
})

test('no refusal shows a password or a secret', () => {
  for (const name of ['DATABASE_URL', 'MAIL_URL', 'PUBLIC_URL'])
    assert.match(refusal({ [name]: 'ftp://user:hunter2@host/x' }), /^\w+ is 'ftp:\/\/…@host\/x'/)
  assert.doesNotMatch(refusal({ SECRET: 'hunter2' }), /hunter2/)
})

test('limits, proxies, logs and the operator have settings that refuse what they do not know', () => {
  const { trustedHops, rateLimits, operatorToken, logLevel } = readConfig(production, 1)
  assert.deepEqual(
    { trustedHops, rateLimits, operatorToken, logLevel },
    { trustedHops: 0, rateLimits: 1, operatorToken: undefined, logLevel: 'info' },
  )
  const given = { TRUSTED_HOPS: '2', RATE_LIMITS: '0.5', OPERATOR_TOKEN: 'o'.repeat(32), LOG_LEVEL: 'warn' }
  const set = readConfig({ ...production, ...given }, 1)
  assert.deepEqual([set.trustedHops, set.rateLimits, set.operatorToken, set.logLevel], [2, 0.5, 'o'.repeat(32), 'warn'])
  for (const hops of ['-1', '11', '1.5', 'all']) assert.match(refusal({ TRUSTED_HOPS: hops }), /^TRUSTED_HOPS is /)
  for (const factor of ['0', '-1', 'off', '1e9']) assert.match(refusal({ RATE_LIMITS: factor }), /^RATE_LIMITS is /)
  assert.equal(refusal({ LOG_LEVEL: 'debug' }), "LOG_LEVEL is 'debug'. Allowed are error, warn, info.")
  for (const token of ['short', 'with a space and long enough, really'])
    assert.equal(
      refusal({ OPERATOR_TOKEN: token }),
      'OPERATOR_TOKEN is too short or has spaces. Allowed are 32 letters and digits or more.',
    )
})

test('scripts of other origins may use the API when their origin is named', () => {
  assert.deepEqual(readConfig(production, 2).apiAllowedOrigins, [])
  const named = { ...production, API_ALLOWED_ORIGINS: 'https://app.example' }
  assert.deepEqual(readConfig(named, 2).apiAllowedOrigins, ['https://app.example'])
  assert.match(refusal({ API_ALLOWED_ORIGINS: '*' }), /^API_ALLOWED_ORIGINS holds '\*'\. Allowed are origins /)
})

test('payment pages lead back to origins that are named one by one; paths, patterns and http are refused', () => {
  assert.deepEqual(readConfig(production, 2).apiReturnOrigins, [])
  const both = 'https://app.example, https://other.example:8443,'
  assert.deepEqual(readConfig({ ...production, API_RETURN_ORIGINS: both }, 2).apiReturnOrigins, [
    'https://app.example',
    'https://other.example:8443',
  ])
  for (const value of ['https://app.example/', 'https://*.example', 'app.example', 'http://app.example', 'null', '*'])
    assert.equal(
      refusal({ API_RETURN_ORIGINS: `https://app.example,${value}` }),
      `API_RETURN_ORIGINS holds '${value}'. Allowed are origins with commas between, such as https://app.example, without a path; http in demos only.`,
    )
  assert.match(refusal({ API_RETURN_ORIGINS: 'https://user:word@app.example' }), /holds 'https:\/\/…@app\.example'/)
})

test('no part of SECRET_BEFORE may be empty or short, for whatever was signed with it stays good', () => {
  for (const SECRET_BEFORE of ['x', `${'b'.repeat(32)},x`])
    assert.match(refusal({ SECRET_BEFORE }), /^SECRET_BEFORE holds one/)
  const { secretsBefore } = readConfig({ ...production, SECRET_BEFORE: `${'b'.repeat(32)}, ,` }, 2)
  assert.deepEqual(secretsBefore, ['b'.repeat(32)])
  assert.match(refusal({ PAYMENTS_WEBHOOK_SECRET: ',' }), /^PAYMENTS_WEBHOOK_SECRET is empty/)
})
