import type { IncomingMessage } from 'node:http'

/** What is refused before it is a request to the shop: the words of HTTP itself are wrong, or too many. */

export const wireLimits = {
  headerBytes: 16_384,
  headers: 100,
  /** The address: path and query. */
  targetBytes: 8_192,
  /** Each route has a limit of its own below it. */
  bodyBytes: 1_048_576,
  /** A picture with the form around it. The route looks for the signature in the address before it reads anything. */
  uploadBytes: 20_100_000,
  headersMs: 10_000,
  requestMs: 30_000,
  /** A client that neither sends nor takes anything. */
  silenceMs: 40_000,
  /** Longer than the idle time of load balancers (60 s), so that they never send into a closing connection. */
  keepAliveMs: 65_000,
  connections: 5_000,
  /** Requests sent on one connection before the answer to the first; no browser and no proxy does that. */
  pipelined: 16,
}

/** Where files come in. */
export const uploadPath = '/media/uploads'

export type WireRefusal = { status: number; words: string }

const refuse = (status: number, words: string): WireRefusal => ({ status, words })

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const knownMethods = new Set(methods)
// Printable ASCII without '#', and without '\' in the path, which some programs take for '/'.
const targetShape = /^\/[!"$->@-[\]-~]*(\?[!"$-~]*)?$/
const hostShape = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

const badTarget = refuse(400, 'The address cannot be read.')
const badHost = refuse(400, 'The header Host is missing, is there twice or cannot be read.')
const tooLong = refuse(414, `The address is longer than ${wireLimits.targetBytes} bytes.`)
const badMethod = refuse(405, 'The method is not known here.')
const tooManyHeaders = refuse(431, `There are more than ${wireLimits.headers} headers.`)
const badTransfer = refuse(400, 'The body is sent in a way that is not known here.')
const noBody = refuse(400, 'A request of this method has no body.')
const tooLarge = (bytes: number) => refuse(413, `The body is larger than ${bytes} bytes.`)
const encoded = refuse(415, 'Bodies are sent as they are, without Content-Encoding.')
const noUpgrade = refuse(400, 'The connection speaks HTTP/1.1 and nothing else.')
export const tooPipelined = refuse(429, 'Too many requests were sent without waiting for an answer.')
export const badExpectation = refuse(417, 'The header Expect asks for something that is not known here.')

/** Undefined: it is a request, and the router may look at it. An absolute address is brought to the usual form. */
export function wireRefusalOf(incoming: IncomingMessage): WireRefusal | undefined {
  const { headers, rawHeaders, method = '' } = incoming
  // The parser stops counting one above the limit.
  if (rawHeaders.length > wireLimits.headers * 2) return tooManyHeaders
  if (!knownMethods.has(method)) return badMethod
  const target = incoming.url ?? ''
  if (target.length > wireLimits.targetBytes) return tooLong
  if (!targetShape.test(target)) {
    const inner = /^http:\/\/([^/?#]+)(\/.*)?$/i.exec(target)
    // A proxy's way to ask: only where both say the same place.
    if (!inner || inner[1] !== headers.host) return badTarget
    incoming.url = inner[2] ?? '/'
    if (!targetShape.test(incoming.url)) return badTarget
  }
  return hostRefusal(incoming) ?? pathRefusal(incoming.url ?? '') ?? bodyRefusal(incoming)
}

function hostRefusal({ headers, rawHeaders, httpVersionMinor }: IncomingMessage): WireRefusal | undefined {
  const { host } = headers
  if (host === undefined) return httpVersionMinor === 0 ? undefined : badHost
  if (!hostShape.test(host)) return badHost
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1 ? badHost : undefined
}

// Queries are often broken by others, in links of campaigns, and say nothing then; a broken path is no page of ours.
function pathRefusal(target: string): WireRefusal | undefined {
  if (!target.includes('%')) return undefined
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '')
    return undefined
  } catch {
    return badTarget
  }
}

function bodyRefusal({ headers, method, url, httpVersionMinor }: IncomingMessage): WireRefusal | undefined {
  const transfer = headers['transfer-encoding']
  // Proxies read other values, and chunks of HTTP/1.0, in ways of their own.
  if (transfer !== undefined && (transfer.toLowerCase() !== 'chunked' || httpVersionMinor === 0)) return badTransfer
  const length = Number(headers['content-length'] ?? 0)
  if ((transfer !== undefined || length > 0) && (method === 'GET' || method === 'HEAD')) return noBody
  const isUpload = url?.split('?', 1)[0] === uploadPath
  const most = isUpload ? wireLimits.uploadBytes : wireLimits.bodyBytes
  if (length > most) return tooLarge(most)
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return encoded
  if (headers.upgrade !== undefined && /websocket/i.test(headers.upgrade)) return noUpgrade
  return undefined
}

/** What the parser, or the clock, found wrong. */
export function parserRefusalOf(fault: { code?: string; rawPacket?: Buffer }): WireRefusal {
  switch (fault.code) {
    case 'HPE_HEADER_OVERFLOW':
      return isLongTarget(fault.rawPacket)
        ? tooLong
        : refuse(431, `The headers are larger than ${wireLimits.headerBytes} bytes.`)
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refuse(413, 'The chunks of the body carry too much beside it.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse(408, 'The request did not arrive in time.')
    default:
      return refuse(400, 'This is no request of HTTP/1.1.')
  }
}

/** Whether the overflow came in the first line, as far as the last packet tells. */
function isLongTarget(packet: Buffer | undefined): boolean {
  if (!packet || !/^[A-Z]+ /.test(packet.toString('latin1', 0, 10))) return false
  const end = packet.indexOf('\n')
  return end < 0 || end > wireLimits.targetBytes
}
