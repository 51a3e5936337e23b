import { cpSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from './places.ts'
import { runSteps } from './steps.ts'

/** `node dev/build.ts [FOLDER]`: the production form, in dist if no other folder is named. */
const folder = resolve(root, process.argv[2] ?? 'dist')

rmSync(folder, { recursive: true, force: true })
process.exitCode = runSteps([
  { name: 'compile', command: 'tsc', args: ['-p', 'tsconfig.build.json', '--outDir', folder] },
])
cpSync(join(root, 'src/storefront/assets'), join(folder, 'storefront/assets'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
