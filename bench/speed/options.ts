import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Sentence } from '../../dev/progress.mjs'
import type { Case } from './case.ts'
import { cases } from './cases.ts'

/** One row of cases: in which form web runs. */
export type FormName = 'off' | 'on' | 'cores'

export type Options = {
  cases: readonly Case[]
  hot: boolean
  forms: readonly FormName[]
  connections?: readonly number[]
  seconds: number
  warmUp: number
  runs: number
  products: number
  /** So many products instead: the bench of growth. */
  growTo?: number
  /** The defaults and the AWS adapters, one after the other. */
  bothAdapters: boolean
  catalogue?: string
  build: boolean
  install: boolean
  short: boolean
  webArgs: string[]
  /** Everything is measured as it should be: the report may be written. */
  isWhole: boolean
}

const names = [...cases.map(({ name }) => name), 'hot']

const usage = `npm run bench [-- speed]
  --case ${names.join(',')}    only these
  --forms off,on,cores   without page cache, with it, and with a web process for each core
  --connections 1,10,50  as many at once
  --seconds 8 --warm-up 3 --runs 3
  --catalogue FILE       the YAML of the retail demo instead of products that are made up
  --products 100000      instead of all that: what a request costs with so many products, and with 2,500
  --adapters             instead of all that: carts in DynamoDB, search on OpenSearch and the other AWS adapters, beside the defaults
  --install              installs the production packages anew, to count them and take the time
  --profile FOLDER       writes a processor profile of web there when it stops
  --no-build             takes the build of the run before
  --short                a few seconds: only whether all works and all counts are right`

export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        case: { type: 'string' },
        forms: { type: 'string' },
        connections: { type: 'string' },
        seconds: { type: 'string' },
        'warm-up': { type: 'string' },
        runs: { type: 'string' },
        products: { type: 'string' },
        adapters: { type: 'boolean', default: false },
        catalogue: { type: 'string' },
        install: { type: 'boolean', default: false },
        profile: { type: 'string' },
        'no-build': { type: 'boolean', default: false },
        short: { type: 'boolean', default: false },
      },
    })
    const { short } = values
    const chosen = listOf(values.case, names, '--case') ?? names
    const all: readonly FormName[] = ['off', 'on', 'cores']
    const forms = listOf(values.forms, all, '--forms') ?? (short ? ['off', 'on'] : all)
    if (values.catalogue && !existsSync(values.catalogue)) throw new Error(`There is no file '${values.catalogue}'.`)
    const connections = values.connections?.split(',').map((text) => numberOf(text, '--connections', 1))
    return {
      cases: cases.filter(({ name }) => chosen.includes(name)),
      hot: chosen.includes('hot'),
      forms: availableParallelism() > 1 ? forms : forms.filter((form) => form !== 'cores'),
      ...(connections ? { connections } : short ? { connections: [4] } : {}),
      seconds: numberOf(values.seconds ?? (short ? '1' : '8'), '--seconds', 0.2),
      warmUp: numberOf(values['warm-up'] ?? (short ? '0.3' : '3'), '--warm-up', 0),
      runs: numberOf(values.runs ?? (short ? '1' : '3'), '--runs', 1),
      products: short ? 1_200 : 2_465,
      ...(values.products === undefined ? {} : { growTo: numberOf(values.products, '--products', 2_500) }),
      bothAdapters: values.adapters,
      ...(values.catalogue ? { catalogue: values.catalogue } : {}),
      build: !values['no-build'],
      install: values.install,
      short,
      webArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
      isWhole: !short && !values.case && !values.forms && !connections && !values.profile,
    }
  } catch (fault) {
    throw new Sentence(`${(fault as Error).message}\n\n${usage}`)
  }
}

function listOf<T extends string>(text: string | undefined, known: readonly T[], option: string): T[] | undefined {
  return text?.split(',').map((name) => {
    const found = known.find((one) => one === name)
    if (!found) throw new Error(`${option}: '${name}' is unknown. Known are ${known.join(', ')}.`)
    return found
  })
}

function numberOf(text: string, option: string, min: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= min)) throw new Error(`${option} is '${text}'. Allowed is a number from ${min}.`)
  return value
}
