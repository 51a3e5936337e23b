import { randomBytes } from 'node:crypto'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { Sentence } from '../../dev/progress.mjs'
import { withServices } from '../../dev/services/services.ts'
import { tableNamed } from '../../src/adapters/aws/table-care.ts'
import { clientAt } from '../../test/helpers/dynamo.ts'
import { type EngineName, engineAccess, engines } from '../../test/helpers/engines.ts'
import { ownBucketPlace } from '../../test/helpers/test-bucket.ts'

/** Runs `work` with what web and worker are told so that all ports stand on the AWS adapters, each with its engine on this machine. */
export function withAwsParts<T>(work: (settings: Record<string, string>) => Promise<T>): Promise<T> {
  return withServices(async ({ variables, missing }) => {
    if (missing.length > 0) throw new Sentence(missing.join('\n'))
    const urlOf = (name: EngineName) => process.env[engines[name].variable] ?? variables[engines[name].variable] ?? ''
    const credentials = engineAccess
    const region = 'eu-central-1'
    const table = `bench-${randomBytes(6).toString('hex')}`
    const dynamodb = clientAt(urlOf('dynamodb'))
    await dynamodb.send(new CreateTableCommand(tableNamed(table)))
    dynamodb.destroy()
    const kms = new KMSClient({ endpoint: urlOf('ministack'), region, credentials })
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    kms.destroy()
    return work({
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: urlOf('dynamodb'),
      AWS_ENDPOINT_URL_S3: urlOf('s3'),
      AWS_ENDPOINT_URL_KMS: urlOf('ministack'),
      CARTS_URL: `dynamodb://${table}`,
      SESSIONS_URL: `dynamodb://${table}`,
      MEDIA_URL: await ownBucketPlace(urlOf('s3')),
      KEYS_URL: `kms:${KeyMetadata?.Arn}`,
      SEARCH_URL: `opensearch+${urlOf('opensearch')}/${table}`,
    })
  })
}
