import type { Settings } from '../../../src/config.ts'
import type { Question } from './ask.ts'

/** An adapter that a service has open, and where its calls go. */
export type Use = {
  /** As in recorded-calls.json. */
  readonly adapter: string
  /** What a policy may name for it. */
  readonly resources: RegExp
  /** A question of each kind of call. */
  question(action: string): Question
}

type Place = { readonly region: string; readonly account: string }

/** The adapters that the settings open, as src/app.ts and src/secrets.ts do. */
export function usesOf(settings: Settings, place: Place): Use[] {
  const { CARTS_URL, SESSIONS_URL, KEYS_URL, MEDIA_URL, MAIL_URL, MAIL_FROM, SEARCH_URL } = settings
  const tables = new Set([CARTS_URL, SESSIONS_URL].filter((url) => url?.startsWith('dynamodb://')))
  return [
    ...[...tables].flatMap((url) => ofTable(url ?? '', place)),
    ...(KEYS_URL?.startsWith('kms:') ? [ofKey(KEYS_URL.slice('kms:'.length))] : []),
    ...(MEDIA_URL?.startsWith('s3:') ? [ofBucket(new URL(MEDIA_URL))] : []),
    ...(MAIL_URL?.startsWith('ses:') ? [ofMail(new URL(MAIL_URL), MAIL_FROM ?? '', place)] : []),
    ...(SEARCH_URL?.startsWith('opensearch+') ? [ofSearch(new URL(SEARCH_URL), place)] : []),
    ...Object.values(settings)
      .filter((value) => value?.startsWith('secretsmanager:'))
      .map((value) => ofSecret(/^secretsmanager:([^#]+)/.exec(value ?? '')?.[1] ?? '', place)),
  ]
}

const exactly = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const only = (...parts: string[]) => new RegExp(`^(${parts.map(exactly).join('|')})$`)

function ofTable(url: string, { region, account }: Place): Use[] {
  const resource = `arn:aws:dynamodb:${region}:${account}:table/${new URL(url).host}`
  return ['src/adapters/aws/dynamodb.ts', 'src/adapters/aws/table-care.ts'].map((adapter) => ({
    adapter,
    resources: only(resource),
    question: (action) => ({ action, resource }),
  }))
}

const ofKey = (resource: string): Use => ({
  adapter: 'src/adapters/keys/kms.ts',
  resources: only(resource),
  question: (action) => ({ action, resource, context: { 'kms:EncryptionContext:purpose': 'person' } }),
})

function ofBucket({ hostname, pathname }: URL): Use {
  const bucket = `arn:aws:s3:::${hostname}`
  const objects = `${bucket}${pathname.replace(/\/$/, '')}/*`
  return {
    adapter: 'src/adapters/media/s3.ts',
    resources: only(bucket, objects),
    question: (action) => ({
      action,
      resource: action === 's3:ListBucket' ? bucket : objects.replace('*', 'card-400.jpg'),
    }),
  }
}

function ofMail(url: URL, from: string, { account, region }: Place): Use {
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from
  const begin = `arn:aws:ses:${url.pathname || region}:${account}`
  const identity = `${begin}:identity/${address.split('@')[1]}`
  return {
    adapter: 'src/adapters/mail/ses.ts',
    resources: only(identity, `${begin}:configuration-set/${url.searchParams.get('configuration-set')}`),
    question: (action) => ({ action, resource: identity, context: { 'ses:FromAddress': address } }),
  }
}

/** The stand-in of a domain's host begins with its name. */
function ofSearch({ hostname }: URL, { region, account }: Place): Use {
  const domain = `arn:aws:es:${region}:${account}:domain/${hostname.split('.')[0]}`
  return {
    adapter: 'src/adapters/search/opensearch/engine.ts',
    resources: only(`${domain}/*`),
    question: (action) => ({ action, resource: `${domain}/tradewind.de/_search` }),
  }
}

/** Secrets Manager ends an ARN with six characters of its own. */
function ofSecret(name: string, { region, account }: Place): Use {
  const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}`
  return {
    adapter: 'src/adapters/secrets/secrets-manager.ts',
    resources: only(`${arn}-??????`),
    question: (action) => ({ action, resource: `${arn}-AbCdEf` }),
  }
}
