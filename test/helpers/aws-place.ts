import type { TestContext } from 'node:test'
import { engineAccess } from './engines.ts'

/**
 * Tells the AWS SDK, by its own variables, where a service stands and who asks. The clients of a test are opened after it, and the tests of
 * one file run one after the other.
 */
export function placeAws(
  t: TestContext,
  places: Partial<Record<'S3' | 'SESV2', string>>,
  { accessKeyId, secretAccessKey } = engineAccess,
): void {
  const wanted: Record<string, string> = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'eu-central-1',
    ...Object.fromEntries(Object.entries(places).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url])),
  }
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, wanted)
  t.after(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })
}
