import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { programFile } from '../kit/places.ts'

/*
 * asset('shop.css')   '/assets/shop-3f9c….css': the content is in the name, so browsers keep it for ever.
 *
 * Stylesheets are joined from the files named below; `asset:NAME` in them becomes the address of that asset. Scripts are
 * browser modules in TypeScript: in development their types are stripped here, a build has done it before.
 */

const stylesheets: Record<string, readonly string[]> = {
  'shop.css': ['tokens', 'base', 'pieces', 'frame', 'cards', 'home', 'list', 'product', 'info'],
  'till.css': ['till'],
  'reference.css': ['reference'],
}
const scripts = ['dom', 'drawer', 'search', 'shop', 'list', 'product', 'till', 'reference']
const drawings = ['compass', 'basket', 'torch', 'umbrella', 'parcel', 'letter', 'toolbox', 'keys', 'luggage']
const files = [
  'mark.svg',
  'touch-icon.png',
  'icon-192.png',
  'icon-512.png',
  'share.png',
  'prefetch.json',
  ...drawings.map((name) => `drawing-${name}.svg`),
]
const fonts = {
  'grotesque.woff2': 'bricolage-grotesque-latin-wght-normal.woff2',
  'grotesque-ext.woff2': 'bricolage-grotesque-latin-ext-wght-normal.woff2',
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/speculationrules+json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}
const drawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
const isText = new Set(['.css', '.js', '.svg', '.json'])

type Asset = { address: string; type: string; body: Buffer; compressed: Map<Encoding, Promise<Buffer>> }
type Encoding = 'br' | 'gzip'

const byName = new Map<string, Asset>()
const byFile = new Map<string, Asset>()

const here = (path: string) => programFile(`storefront/${path}`)
const fontFolder = createRequire(import.meta.url)
  .resolve('@fontsource-variable/bricolage-grotesque/package.json')
  .replace(/package\.json$/, 'files/')

for (const [name, file] of Object.entries(fonts)) add(name, readFileSync(fontFolder + file))
for (const name of files) if (existsSync(here(`assets/${name}`))) add(name, readFileSync(here(`assets/${name}`)))
for (const [name, parts] of Object.entries(stylesheets)) add(name, Buffer.from(parts.map(readStyles).join('\n')))
// A module stands before those that import it, so that their text can name its address.
for (const name of scripts) add(`${name}.js`, Buffer.from(readScript(name)))

function add(name: string, body: Buffer): void {
  byName.set(name, keep(name, body))
}

function keep(name: string, body: Buffer): Asset {
  const hash = createHash('sha256').update(body).digest('base64url').replace(/[-_]/g, '').slice(0, 12)
  const end = extname(name)
  const file = `${name.slice(0, -end.length)}-${hash}${end}`
  const made = { address: `/assets/${file}`, type: types[end] ?? '', body, compressed: new Map() }
  byFile.set(file, made)
  return made
}

/** Serves a file of the shop's own under an address of its content, and returns the address. */
export const serveOwn = (name: string, body: Buffer): string => keep(name, body).address

/** The style sheet of all pages with more rules behind its own, as one file. */
export const withStyles = (rules: string): string =>
  serveOwn('shop.css', Buffer.concat([byName.get('shop.css')?.body ?? Buffer.alloc(0), Buffer.from(rules)]))

function readStyles(part: string): string {
  const text = readFileSync(here(`assets/${part}.css`), 'utf8')
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/;}/g, '}')
    .replace(/: /g, ':')
    .replace(/asset:([\w.-]+)/g, (_, name) => asset(name))
    .trim()
}

function readScript(name: string): string {
  const source = here(`scripts/${name}.ts`)
  const text = existsSync(source)
    ? stripTypeScriptTypes(readFileSync(source, 'utf8'))
    : readFileSync(here(`scripts/${name}.js`), 'utf8')
  return text
    .replace(/(from |import\()'\.\/([\w-]+)\.[tj]s'/g, (_, before, file) => `${before}'${asset(`${file}.js`)}'`)
    .replace(/^\s*(\/\/.*|\/\*[\s\S]*?\*\/)$/gm, '')
    .replace(/^\s+/gm, '')
    .replace(/\s+$/gm, '')
}

/** The address of an asset; an unknown name is a fault of ours. */
export function asset(name: string): string {
  const found = byName.get(name)
  if (!found) throw new Error(`There is no asset '${name}'.`)
  return found.address
}

/** Bytes of an asset as a browser loads it, for the test of the weights. */
export const assetBytes = async (name: string): Promise<number> => {
  const found = byName.get(name)
  return found ? (await encoded(found, 'br')).length : 0
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

function encoded(found: Asset, encoding: Encoding): Promise<Buffer> {
  let made = found.compressed.get(encoding)
  if (!made) {
    made =
      encoding === 'br'
        ? brotli(found.body, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: found.body.length },
          })
        : zip(found.body, { level: 9 })
    found.compressed.set(encoding, made)
  }
  return made
}

/** Answers GET /assets/:file. Names that no asset has, old ones too, are 404 and are not kept. */
export async function serveAsset(request: Request, file: string): Promise<Response> {
  const found = byFile.get(file)
  if (!found)
    return new Response('Not found', {
      status: 404,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
    })
  const headers = new Headers({
    'content-type': found.type,
    'cache-control': 'public, max-age=31536000, immutable',
    'access-control-allow-origin': '*',
  })
  // A drawing may be opened by itself, and then it is a document: it draws and does nothing else.
  if (extname(file) === '.svg') headers.set('content-security-policy', drawingPolicy)
  if (!isText.has(extname(file))) return answer(found.body, headers)
  headers.set('vary', 'accept-encoding')
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null
  if (!encoding) return answer(found.body, headers)
  headers.set('content-encoding', encoding)
  return answer(await encoded(found, encoding), headers)
}

function answer(body: Buffer, headers: Headers): Response {
  headers.set('content-length', String(body.length))
  return new Response(new Uint8Array(body), { headers })
}
