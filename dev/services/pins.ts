import { readFileSync } from 'node:fs'

const file = new URL('pins.json', import.meta.url)

/** The SHA-256 sums that files from Maven must have, per engine and file. `node dev/services/pin.ts` writes them. */
export const readPins = (engine: 'opensearch' | 'dynamodb'): Record<string, string> =>
  JSON.parse(readFileSync(file, 'utf8'))[engine]
