import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { servicesFolder } from './engine.ts'
import { installFolder } from './folder.ts'
import { fetchWithPip, openVenv } from './python.ts'

export const version = '1.58.0'
const sums = ['9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987']
const constraints = fileURLToPath(new URL('cfn-lint-constraints.txt', import.meta.url))
const start = 'import sys; from cfnlint.runner import main; sys.exit(main())'

/** How to start cfn-lint, which is fetched where it is missing. Throws a `Sentence` where Python is. */
export async function openCfnLint(): Promise<{ program: string; args: string[]; env: NodeJS.ProcessEnv }> {
  const { program, version: python } = await openVenv()
  const folder = join(servicesFolder, `cfn-lint-${version}-python${python}`)
  await installFolder(folder, (temporary) =>
    fetchWithPip(temporary, {
      what: `cfn-lint ${version}`,
      name: 'cfn-lint',
      version,
      sums,
      with: { constraints, more: [] },
    }),
  )
  return { program, args: ['-c', start], env: { ...process.env, PYTHONPATH: folder } }
}
