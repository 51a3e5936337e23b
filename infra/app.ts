import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildApp } from './build-app.ts'
import { deployment } from './deployment.ts'

const release = resolve(import.meta.dirname, '../var/release')
if (!existsSync(join(release, 'dist/main.js'))) {
  process.stderr.write(`There is no release in ${release}. \`npm run release\` in the root of the clone makes it.\n`)
  process.exit(1)
}
buildApp(deployment, release).synth()
