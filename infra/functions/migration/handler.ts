import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { answer, type CustomResourceEvent, type Outcome } from './answer.ts'
import { Failed, prepareDatabase, runRelease, withCertificates } from './database.ts'
import { mapSearchRoles } from './search.ts'

/** What of the function's end is kept for the answer. */
const answerMs = 10_000

type Context = { getRemainingTimeInMillis(): number }

/**
 * Once for each release, before any machine runs it: the program's role in the database, the release's migrations, and what its roles
 * may do in OpenSearch. CloudFormation hears how it went, always.
 */
export async function handler(event: CustomResourceEvent, context: Context): Promise<void> {
  await answer(event, event.RequestType === 'Delete' ? { Status: 'SUCCESS' } : await outcomeOf(context))
}

async function outcomeOf(context: Context): Promise<Outcome> {
  const timeoutMs = context.getRemainingTimeInMillis() - answerMs
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Failed(`It took longer than ${Math.round(timeoutMs / 1000)} seconds.`)),
      timeoutMs,
    )
  })
  try {
    await Promise.race([migrateAll(process.env, timeoutMs - 2_000), late])
    return { Status: 'SUCCESS' }
  } catch (fault) {
    process.stderr.write(
      `${JSON.stringify({ level: 'error', event: 'migration.failed', name: (fault as Error).name })}\n`,
    )
    // What is no word of ours may hold a secret.
    const Reason = fault instanceof Failed ? fault.message : `The migration failed (${(fault as Error).name}).`
    return { Status: 'FAILED', Reason }
  } finally {
    clearTimeout(timer)
  }
}

async function migrateAll(env: NodeJS.ProcessEnv, timeoutMs: number): Promise<void> {
  const region = env.AWS_REGION ?? ''
  // A standby has no database to change: its own follows that of the home region.
  if (env.DATABASE_URL) {
    const url = await withCertificates(env.DATABASE_URL, region)
    await prepareDatabase({ url, password: await passwordOf(env.DATABASE_PASSWORD ?? '') })
    await runRelease(url, env, timeoutMs)
  }
  if (env.SEARCH_ENDPOINT)
    await mapSearchRoles({
      node: env.SEARCH_ENDPOINT.includes('://') ? env.SEARCH_ENDPOINT : `https://${env.SEARCH_ENDPOINT}`,
      region,
      master: env.SEARCH_MASTER_ROLE || null,
      members: env.SEARCH_MEMBERS?.split(',') ?? [],
      prefix: env.SEARCH_PREFIX ?? 'tradewind',
    })
}

/** The text itself, or a field of a secret: `secretsmanager:NAME#field`. */
async function passwordOf(text: string): Promise<string> {
  const [, name, field = ''] = /^secretsmanager:(.+)#(.+)$/.exec(text) ?? []
  if (!name) return text
  try {
    const { SecretString = '{}' } = await new SecretsManagerClient({ maxAttempts: 3 }).send(
      new GetSecretValueCommand({ SecretId: name }),
    )
    const value: unknown = JSON.parse(SecretString)[field]
    if (typeof value === 'string' && value) return value
  } catch (fault) {
    throw new Failed(`The secret ${name} cannot be read (${(fault as Error).name}).`)
  }
  throw new Failed(`The secret ${name} has no field ${field}.`)
}
