/** The engines behind the adapters. Each is real software, started by `npm run services` or by hand. */
export const engines = {
  opensearch: { title: 'OpenSearch', variable: 'TEST_OPENSEARCH_URL' },
  dynamodb: { title: 'DynamoDB Local', variable: 'TEST_DYNAMODB_URL' },
  s3: { title: 'SeaweedFS', variable: 'TEST_S3_URL' },
  ministack: { title: 'ministack', variable: 'TEST_MINISTACK_URL' },
} as const

export type EngineName = keyof typeof engines

export type Engine = { url: string; missing?: undefined } | { url?: undefined; missing: string }

/** SeaweedFS checks these; the other engines take any. */
export const engineAccess = { accessKeyId: 'admin', secretAccessKey: 'secret-of-tests' }

/** Where an engine answers, or the sentence with which its tests are skipped: `test(…, { skip: engine('s3').missing ?? false })`. */
export function engine(name: EngineName, env: NodeJS.ProcessEnv = process.env): Engine {
  const url = env[engines[name].variable]
  return url ? { url } : { missing: missingEngine(name) }
}

export const missingEngine = (name: EngineName): string =>
  `${engines[name].title} does not run here: ${engines[name].variable} is not set`
