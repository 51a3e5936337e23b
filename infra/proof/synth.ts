import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { buildApp } from '../build-app.ts'
import { deployment } from '../deployment.ts'
import type { Profile, ProfileName } from '../environments.ts'

export const context = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8')).context

/** The templates of a profile, without the checks that `npm run check` makes of them; about two seconds. */
export function synthesize(profile: ProfileName, changes: Partial<Profile> = {}): CloudAssembly {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-infra-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const release = join(folder, 'release')
  mkdirSync(release)
  writeFileSync(join(release, 'build.json'), '{"name":"a release, for its name in the templates alone"}')
  const before = process.env.CDK_VALIDATION
  process.env.CDK_VALIDATION = 'false'
  try {
    return buildApp({ ...deployment, profile, changes }, release, { context, outdir: join(folder, 'out') }).synth()
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION
    else process.env.CDK_VALIDATION = before
  }
}
