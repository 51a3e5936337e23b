import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, join } from 'node:path'
import { endpoints } from '../src/api/store/endpoints.ts'
import { openApiDocument } from '../src/api/store/openapi.ts'
import { locales } from '../src/domain/settings/market.ts'
import { root } from './places.ts'

const file = join(root, 'packages/client/generated/store-api.ts')

/** `node dev/client-types.ts`: the types of packages/client, from the OpenAPI document. No database is asked. */
export async function makeClientTypes(): Promise<string> {
  const words = await typesOf(documentOfAnyShop())
  // Others may read it meanwhile: it is left alone when nothing has changed, and never there in part.
  if (readIfThere(file) !== words) {
    mkdirSync(dirname(file), { recursive: true })
    const whole = `${file}.${process.pid}`
    writeFileSync(whole, words)
    renameSync(whole, file)
  }
  return file
}

/** One client serves every shop, so a market is any word. */
function documentOfAnyShop() {
  const market = { code: '', locales: [...locales] } as unknown as Parameters<typeof openApiDocument>[1]['markets'][0]
  const document = openApiDocument(endpoints, { name: 'Tradewind', publicUrl: '', markets: [market] })
  const { Market } = document.components.parameters
  if (Market) Market.schema = { type: 'string' }
  return document
}

async function typesOf(document: object): Promise<string> {
  // openapi-typescript writes types with the interface of older compilers, which TypeScript 7 does not have. ts-morph carries
  // a copy; typescript itself under another name would put its tsc in the place of ours.
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      next(name === 'typescript' ? '@ts-morph/common/dist/typescript.js' : name, context),
  })
  try {
    const { astToString, default: openapiTypescript } = await import('openapi-typescript')
    return astToString(await openapiTypescript(JSON.stringify(document), { alphabetize: true }))
  } finally {
    hooks.deregister()
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) await makeClientTypes()
