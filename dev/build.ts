import { cpSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from './places.ts'
import { runSteps } from './steps.ts'

/** `node dev/build.ts [FOLDER]`: the production form. If no folder is named: in dist, with packages/client beside it. */
const folder = resolve(root, process.argv[2] ?? 'dist')

rmSync(folder, { recursive: true, force: true })
process.exitCode = runSteps([
  { name: 'compile', command: 'tsc', args: ['-p', 'tsconfig.build.json', '--outDir', folder] },
  ...(process.argv[2] ? [] : client()),
])
cpSync(join(root, 'src/storefront/assets'), join(folder, 'storefront/assets'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})

function client() {
  const place = 'packages/client'
  rmSync(join(root, place, 'dist'), { recursive: true, force: true })
  return [
    { name: "the client's types", command: process.execPath, args: ['dev/client-types.ts'] },
    { name: 'compile the client', command: 'tsc', args: ['-p', place] },
  ]
}
