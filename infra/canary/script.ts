import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/** `buy.ts` as the runtime of CloudWatch Synthetics takes it, which knows no types: `buy.mjs`. */
export const canaryScript = (): string =>
  stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'buy.ts'), 'utf8'))
