import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { root } from './places.ts'
import { runSteps } from './steps.ts'

/** `node dev/build.ts [FOLDER]`: the production form. If no folder is named: in dist, with packages/client beside it. */
const folder = resolve(root, process.argv[2] ?? 'dist')
const storefront = join(root, 'src/storefront')

// Packages of many small modules, none of them CommonJS, go into the file too; the others are found where npm put them.
const packages = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)
const inTheFile = ['@hono/node-server', 'hono', 'marked', 'stripe', 'zod']

rmSync(folder, { recursive: true, force: true })
// One file, and one for each part that is loaded when it is needed: half of a start was the finding of 540 modules.
await build({
  absWorkingDir: root,
  entryPoints: [{ in: 'src/main.ts', out: 'program' }],
  outdir: folder,
  bundle: true,
  splitting: true,
  external: packages.filter((name) => !inTheFile.includes(name)),
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: 'linked',
  logLevel: 'warning',
})
writeFileSync(
  join(folder, 'main.js'),
  `import { enableCompileCache } from 'node:module'
enableCompileCache(new URL('./compiled', import.meta.url).pathname)
await import('./program.js')
`,
)
mkdirSync(join(folder, 'storefront/scripts'), { recursive: true })
for (const file of globSync(`${storefront}/scripts/*.ts`, { exclude: ['**/*.test.ts'] })) {
  const script = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  writeFileSync(join(folder, 'storefront/scripts', `${basename(file, '.ts')}.js`), script)
}
cpSync(join(storefront, 'assets'), join(folder, 'storefront/assets'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
// Named no command, it says what it knows and ends; V8's code of it stays in dist/compiled, which no start has to write.
spawnSync(process.execPath, [join(folder, 'main.js')], { stdio: 'ignore' })
process.exitCode = process.argv[2] ? 0 : runSteps(client())

function client() {
  const place = 'packages/client'
  rmSync(join(root, place, 'dist'), { recursive: true, force: true })
  return [
    { name: "the client's types", command: process.execPath, args: ['dev/client-types.ts'] },
    { name: 'compile the client', command: 'tsc', args: ['-p', place] },
  ]
}
