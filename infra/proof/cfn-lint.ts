import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Sentence } from '../../dev/progress.mjs'
import { openCfnLint, version } from '../../dev/services/cfn-lint.ts'
import { acknowledged, type Examination, type Finding, type Waived } from './gate.ts'

/** Rules that are about how templates are written by hand. */
export const ignored: Readonly<Record<string, string>> = {
  W3005: 'The CDK writes every dependency out, also one that follows from a reference: it changes no order.',
}

/** What a rule says of a thing that it does not know yet. */
const unknown = (said: Said) => said.Rule.Id === 'E1022' && said.Message.includes("'Fn::GetStackOutput'")
export const unknownToIt =
  '`E1022` about `Fn::GetStackOutput`: it does not know yet that the output of a stack may be part of a text.'

export const tool = `cfn-lint ${version}`

export type Linted = {
  readonly open: readonly Finding[]
  readonly waived: readonly Waived[]
  readonly templates: number
}

type Said = {
  readonly Rule: { readonly Id: string }
  readonly Message: string
  readonly Filename: string
  readonly Location: { readonly Path: readonly (string | number)[] | null }
}

/** What cfn-lint says of all templates; or the sentence that tells why it cannot be asked. */
export async function lint(examinations: readonly Examination[]): Promise<Linted | string> {
  let opened: Awaited<ReturnType<typeof openCfnLint>>
  try {
    opened = await openCfnLint()
  } catch (fault) {
    if (!(fault instanceof Sentence)) throw fault
    return fault.message
  }
  const { program, args, env } = opened
  // A template that two profiles share is read once.
  const files = new Map<string, { file: string; region: string; paths: ReadonlyMap<string, string>; of: Examination }>()
  for (const of of examinations)
    for (const { id, templateFullPath: file, environment } of of.assembly.stacks) {
      const sum = createHash('sha256').update(readFileSync(file)).digest('hex')
      const paths = of.paths.get(id)
      if (paths) files.set(`${environment.region} ${sum}`, { file, region: environment.region, paths, of })
    }
  const open: Finding[] = []
  const waived: Waived[] = []
  for (const [region, its] of Map.groupBy(files.values(), (each) => each.region)) {
    const ignore = ['--ignore-checks', ...Object.keys(ignored)]
    const { stdout, stderr, error } = spawnSync(
      program,
      [...args, '--format', 'json', '--regions', region, ...ignore, '--', ...its.map(({ file }) => file)],
      { env, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    )
    if (error) throw error
    if (!stdout.trim().startsWith('[')) throw new Sentence(`cfn-lint did not run to its end:\n${stderr}`)
    for (const said of JSON.parse(stdout) as Said[]) {
      if (unknown(said)) continue
      const from = its.find(({ file }) => file === said.Filename)
      const [section, logicalId] = said.Location.Path ?? []
      const path = (section === 'Resources' && from?.paths.get(String(logicalId))) || said.Filename
      const rule = `cfn-lint::${said.Rule.Id}`
      const by = from && acknowledged(from.of.acknowledgements, rule, path)
      if (by) waived.push({ ...by, finding: rule, path })
      else open.push({ rule, path, said: said.Message })
    }
  }
  return { open, waived, templates: files.size }
}
