import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { openLiveSecrets } from '../../domain/settings/live-secrets.ts'
import { openRdsTokens } from './rds-iam.ts'

const host = 'shop.cluster-abc.eu-central-1.rds.amazonaws.com'

/** The SDK's own variables, for the length of one test. */
function withAws(t: TestContext, values: Record<string, string>): void {
  const before = { ...process.env }
  t.after(() => {
    process.env = before
  })
  process.env = { ...before, AWS_EC2_METADATA_DISABLED: 'true', ...values }
}

const signedIn = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'of/the+role',
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** As the specification of AWS signature version 4 makes it of a query, written down apart from the SDK. */
function signatureOf(url: URL, secret: string): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const request = ['GET', '/', query, `host:${url.host}`, '', 'host', createHash('sha256').digest('hex')].join('\n')
  const [, day = '', region = '', service = '', end = ''] = url.searchParams.get('X-Amz-Credential')?.split('/') ?? []
  const text = [
    'AWS4-HMAC-SHA256',
    url.searchParams.get('X-Amz-Date'),
    [day, region, service, end].join('/'),
    createHash('sha256').update(request).digest('hex'),
  ].join('\n')
  const key = [day, region, service, end].reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

test('a token is the signed right to connect as one user to one server, for fifteen minutes', async (t) => {
  withAws(t, signedIn)
  const { current, isToken } = await openRdsTokens().read(`shop@${host}:5433`, false)
  assert.equal(isToken, true)
  assert.ok(!current.startsWith('http'))
  const url = new URL(`https://${current}`)
  assert.equal(url.host, `${host}:5433`)
  assert.equal(url.pathname, '/')
  const told = Object.fromEntries(url.searchParams)
  const date = told['X-Amz-Date'] ?? ''
  assert.deepEqual(
    { ...told, 'X-Amz-Signature': '' },
    {
      Action: 'connect',
      DBUser: 'shop',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `AKIDEXAMPLE/${date.slice(0, 8)}/eu-central-1/rds-db/aws4_request`,
      'X-Amz-Date': date,
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'of/the+role',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': '',
    },
  )
  const at = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  assert.ok(Math.abs(Date.now() - at) < 60_000, date)
  assert.equal(told['X-Amz-Signature'], signatureOf(url, signedIn.AWS_SECRET_ACCESS_KEY))
  assert.ok(!current.includes(signedIn.AWS_SECRET_ACCESS_KEY))
})

test('each reading makes a token, and a server that refuses one is given the next', async (t) => {
  withAws(t, signedIn)
  let count = 0
  const secrets = await openLiveSecrets({
    env: { DATABASE_PASSWORD: `rds-iam:shop@${host}:5433` },
    settings: [{ name: 'DATABASE_PASSWORD', refusal: () => undefined }],
    openStore: async (scheme) => {
      assert.equal(scheme, 'rds-iam')
      const store = openRdsTokens()
      return {
        read: async (...asked) => {
          const { current, ...rest } = await store.read(...asked)
          return { ...rest, current: `${current}&n=${++count}` }
        },
      }
    },
    everyMs: 300_000,
  })
  const password = secrets.of('DATABASE_PASSWORD')
  assert.ok(password)
  const first = password.current
  assert.match(first, /&n=1$/)
  assert.equal(await password.renew(first), true)
  assert.match(password.current, /&n=2$/)
  assert.deepEqual(password.accepted, [password.current])
  assert.deepEqual(password.lately, [password.current])
  secrets.close()
})

test('a name that is no USER@HOST:PORT, missing credentials and a missing region are told apart', async (t) => {
  const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' }
  withAws(t, { ...signedIn, ...nobody, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' })
  for (const name of ['shop', `shop@${host}`, `shop@${host}:5433/shop`, `@${host}:5433`])
    await assert.rejects(openRdsTokens().read(name, false), {
      kind: 'missing',
      message: `'${name}' is not USER@HOST:PORT`,
    })
  await assert.rejects(openRdsTokens().read(`shop@${host}:5433`, false), {
    kind: 'refused',
    message: 'no AWS credentials were found',
  })
  Object.assign(process.env, signedIn)
  delete process.env.AWS_REGION
  await assert.rejects(openRdsTokens().read(`shop@${host}:5433`, false), {
    kind: 'unreachable',
    message: 'AWS_REGION is not set',
  })
})
