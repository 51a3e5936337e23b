import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.ts'
import { runSteps } from './steps.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
process.exitCode = runSteps([{ name: 'compile', command: 'tsc', args: ['-p', 'tsconfig.build.json'] }])
cpSync(join(root, 'src/storefront/assets'), join(root, 'dist/storefront/assets'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
