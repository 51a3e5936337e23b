import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** The role as whom the program signs in by IAM. It owns what the migrations make. */
export const programRole = 'shop'

/** A step that failed, in words for whoever deploys; holds no secret. */
export class Failed extends Error {}

export type Address = { readonly url: string; readonly password: string }

/** Role, rights and extensions of the program, by the master; done again, it changes nothing. */
export async function prepareDatabase({ url, password }: Address): Promise<void> {
  const whole = new URL(url)
  if (password) whole.password = encodeURIComponent(password)
  const client = new pg.Client({ connectionString: whole.href, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (fault) {
    throw new Failed(`The database does not let the master in (${codeOf(fault)}).`)
  }
  try {
    const has = async (role: string) =>
      (await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount === 1
    if (!(await has(programRole))) await client.query(`create role ${programRole} login`)
    // Of RDS: whoever has it signs in by a token of IAM, and by nothing else.
    if (await has('rds_iam')) await client.query(`grant rds_iam to ${programRole}`)
    // The master is no superuser there: to make things that the role owns, it must be able to become it.
    await client.query(`grant ${programRole} to current_user`)
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    await client.query(`alter database ${pg.escapeIdentifier(rows[0]?.name ?? '')} owner to ${programRole}`)
    for (const extension of ['pg_trgm', 'unaccent']) await client.query(`create extension if not exists ${extension}`)
  } catch (fault) {
    throw new Failed(`The role ${programRole} could not be prepared (${codeOf(fault)}).`)
  } finally {
    await client.end()
  }
}

/** A code of PostgreSQL or of the system; messages may hold what was sent. */
const codeOf = (fault: unknown): string => (fault as { code?: string }).code ?? 'unknown'

/**
 * The release's own `migrate`, as the master in the part of the program's role. `timeoutMs`: then it is ended; PostgreSQL rolls back
 * the file it was at.
 */
export async function runRelease(url: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<string[]> {
  const whole = new URL(url)
  whole.searchParams.set('options', `-c role=${programRole}`)
  const here = dirname(fileURLToPath(import.meta.url))
  const child = spawn(process.execPath, [env.MIGRATION_MAIN ?? join(here, '../dist/main.js'), 'migrate'], {
    env: { ...env, DATABASE_URL: whole.href },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  })
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
    process.stdout.write(chunk)
  })
  child.stderr.on('data', (chunk) => {
    complained += chunk
    process.stderr.write(chunk)
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('error', () => resolve([null, null]))
    child.once('close', (...how) => resolve(how))
  })
  if (code === 0) return said.split('\n').filter((line) => line !== '')
  if (signal) throw new Failed(`The migration was ended after ${Math.round(timeoutMs / 1000)} seconds.`)
  throw new Failed(reasonOf(said, complained))
}

/** Which migration it was, and the name of the fault: its text may hold rows, and stays in the log of the function. */
function reasonOf(said: string, complained: string): string {
  const at = [...said.matchAll(/^Migration (\S+)/gm)].at(-1)?.[1]
  const sentence = complained.split('\n').find((line) => /^[A-Z][A-Z_]+ (names|is|begins)\b/.test(line))
  if (sentence) return `migrate: ${sentence}`
  return at ? `migrate failed at ${at}; what was done before it stays.` : 'migrate failed before its first file.'
}

/** The certificates of RDS, for the address names a file that a function does not have. */
export async function withCertificates(url: string, region: string): Promise<string> {
  const whole = new URL(url)
  if (!whole.searchParams.has('sslrootcert')) return url
  const answer = await fetch(`https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`)
  if (!answer.ok) throw new Failed(`The certificates of RDS could not be had (${answer.status}).`)
  const file = join(tmpdir(), 'rds-ca.pem')
  await writeFile(file, await answer.text())
  whole.searchParams.set('sslrootcert', file)
  return whole.href
}
