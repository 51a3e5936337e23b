import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { synthesize } from '../proof/synth.ts'
import { layOut } from './lay-out.ts'
import { readPicture } from './read-picture.ts'

const folder = join(import.meta.dirname, '../../docs/pictures')

/** The pictures by file, as the templates of now give them. */
export const drawn = () =>
  (['standard', 'global'] as const).map((profile) => ({
    file: join(folder, `aws-${profile}.svg`),
    svg: layOut(readPicture(synthesize(profile)), `Tradewind on AWS, profile ${profile}`),
  }))

/** `picture` writes docs/pictures/aws-*.svg; `picture --check` says whether they are of the templates of now. */
if (import.meta.main) {
  mkdirSync(folder, { recursive: true })
  for (const { file, svg } of drawn())
    if (!process.argv.includes('--check')) writeFileSync(file, svg)
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
      process.stderr.write(`${file} is not of these templates: npm run infra -- picture draws it.\n`)
      process.exitCode = 1
    }
}
