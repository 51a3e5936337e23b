import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './places.ts'

/** The function that migrates: a bundle beside the program, which it starts. */
export const buildMigration = (folder: string) =>
  build({
    absWorkingDir: root,
    entryPoints: ['infra/functions/migration/handler.ts'],
    outfile: join(folder, 'migration/handler.mjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'warning',
  })
