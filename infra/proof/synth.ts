import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { buildApp } from '../build-app.ts'
import { type Profile, type ProfileName, profiles } from '../environments.ts'
import { example as deployment } from './example.ts'

export const context = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8')).context

export const profileNames = Object.keys(profiles) as ProfileName[]

/** The app of a profile, with a release that is a name alone. What it writes lies in a folder that lives as long as the process. */
export function appOf(profile: ProfileName, changes: Partial<Profile> = {}, more: Record<string, unknown> = {}): App {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-infra-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const release = join(folder, 'release')
  mkdirSync(release)
  writeFileSync(join(release, 'build.json'), '{"name":"a release, for its name in the templates alone"}')
  return buildApp({ ...deployment, profile, changes }, release, {
    context: { ...context, ...more },
    outdir: join(folder, 'out'),
  })
}

/** The templates of a profile, without the checks that `npm run check` makes of them; about two seconds. */
export const synthesize = (profile: ProfileName, changes: Partial<Profile> = {}): CloudAssembly =>
  synthesizeApp(profile, changes).assembly

/** The same, with the constructs of which they were made. */
export function synthesizeApp(
  profile: ProfileName,
  changes: Partial<Profile> = {},
): { app: App; assembly: CloudAssembly } {
  const before = process.env.CDK_VALIDATION
  process.env.CDK_VALIDATION = 'false'
  try {
    const app = appOf(profile, changes)
    return { app, assembly: app.synth() }
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION
    else process.env.CDK_VALIDATION = before
  }
}
