import type { TestContext } from 'node:test'
import { openDynamoAnswers } from '../../src/adapters/answers/dynamodb.ts'
import { openDynamoCarts } from '../../src/adapters/carts/dynamodb.ts'
import { openDynamoLimits } from '../../src/adapters/limits/dynamodb.ts'
import { openS3 } from '../../src/adapters/media/s3.ts'
import { openDynamoSessions } from '../../src/adapters/sessions/dynamodb.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { aTable, ownTable } from './dynamo.ts'
import { engine, engineAccess } from './engines.ts'
import { ownSearchPlace } from './open-search.ts'
import { openTestBucket, ownBucketPlace } from './test-bucket.ts'

/** The ports of a shop in this process. One that is added here has its settings in `settings`. */
export async function portsFor(t: TestContext): Promise<Partial<Shop>> {
  return {
    ...(await onDynamo(t)),
    // Mail stays in the mailbox, which tests read; SES has its contract and test/faults/mail.test.ts.
    media: await openS3((await openTestBucket(t, urlOf('s3'))).url, { readMs: 15_000, writeMs: 30_000 }),
  }
}

/** The same for a process of its own: what its environment must hold. */
export async function settings(t: TestContext): Promise<Record<string, string>> {
  const table = `dynamodb://${await ownTable(t)}`
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: engineAccess.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engineAccess.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: urlOf('dynamodb'),
    AWS_ENDPOINT_URL_S3: urlOf('s3'),
    MEDIA_URL: await ownBucketPlace(urlOf('s3')),
    CARTS_URL: table,
    SESSIONS_URL: table,
    SEARCH_URL: ownSearchPlace(t),
  }
}

async function onDynamo(t: TestContext): Promise<Pick<Shop, 'carts' | 'sessions' | 'answers' | 'limits'>> {
  urlOf('dynamodb')
  const table = await aTable(t, 'sessions')
  return {
    carts: openDynamoCarts(await aTable(t, 'carts')),
    sessions: openDynamoSessions(table),
    answers: openDynamoAnswers(table),
    limits: openDynamoLimits(table),
  }
}

/** Whoever asks for the AWS adapters wants no default in their place. */
function urlOf(name: Parameters<typeof engine>[0]): string {
  const { url, missing } = engine(name)
  if (!url) throw new Error(missing)
  return url
}
