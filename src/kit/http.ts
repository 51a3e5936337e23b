import { isSigned, sign } from './ids.ts'
import type { Secret } from './secret.ts'

export type CookieOptions = { maxAge?: number; readable?: boolean }

/** Cookies of one site. `__Host-` binds them to this host and https; over http (a demo) browsers would refuse that prefix. */
export class Cookies {
  readonly #secure: boolean
  readonly #sent = new Map<string, string>()
  readonly #set: string[] = []

  constructor(header: string | null, publicUrl: string) {
    this.#secure = publicUrl.startsWith('https:')
    for (const part of (header ?? '').split(';')) {
      const at = part.indexOf('=')
      if (at > 0) this.#sent.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
    }
  }
  #name(name: string): string {
    return this.#secure ? `__Host-${name}` : name
  }
  get(name: string): string | undefined {
    return this.#sent.get(this.#name(name)) || undefined
  }
  set(name: string, value: string, options: CookieOptions = {}): void {
    const full = this.#name(name)
    this.#sent.set(full, value)
    const age = options.maxAge === undefined ? '' : `; Max-Age=${options.maxAge}`
    this.#set.push(
      `${full}=${value}; Path=/; SameSite=Lax${age}${options.readable ? '' : '; HttpOnly'}${this.#secure ? '; Secure' : ''}`,
    )
  }
  clear(name: string): void {
    this.set(name, '', { maxAge: 0 })
  }
  get areSet(): boolean {
    return this.#set.length > 0
  }
  writeTo(headers: Headers): void {
    for (const cookie of this.#set) headers.append('set-cookie', cookie)
  }
}

/** True when the browser says that the form came from our own pages. Nothing said means no. */
export function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site) return site === 'same-origin'
  return headers.get('origin') === publicUrl
}

export const formToken = (secret: Secret, visitor: string): string => sign(secret, 'form', visitor)

export const isFormToken = (secret: Secret, visitor: string, token: string): boolean =>
  isSigned(secret, 'form', visitor, token)

const maxFormBytes = 64 * 1024

export class BadRequest extends Error {
  readonly status: 400 | 403 | 413 | 415
  constructor(status: 400 | 403 | 413 | 415, message: string) {
    super(message)
    this.status = status
  }
}

/** A form of our own site whose token is over; its page may be shown again with what was typed. */
export class FormExpired extends BadRequest {
  readonly fields: Record<string, string>
  constructor(fields: Record<string, string>) {
    super(403, 'The form has expired.')
    this.fields = fields
  }
}

/** Reads a body up to a limit; larger ones are refused before they are read whole. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes)
    throw new BadRequest(413, `The request is larger than ${maxBytes} bytes.`)
  // A length that was told holds on the wire, and then the bytes need not go through a web stream.
  if (request.headers.has('content-length')) return readWhole(request)
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // The types of browsers do not know yet that streams are iterable.
    for await (const chunk of request.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > maxBytes) throw new BadRequest(413, `The request is larger than ${maxBytes} bytes.`)
      chunks.push(chunk)
    }
  } catch (fault) {
    // The sender has gone, or sent no proper chunks.
    throw fault instanceof BadRequest ? fault : new BadRequest(400, 'The body did not arrive whole.')
  }
  return Buffer.concat(chunks)
}

async function readWhole(request: Request): Promise<Buffer> {
  try {
    return Buffer.from(await request.arrayBuffer())
  } catch {
    throw new BadRequest(400, 'The body did not arrive whole.')
  }
}

export const readBody = async (request: Request, maxBytes: number): Promise<string> =>
  (await readBytes(request, maxBytes)).toString('utf8')

/** The fields of a form. The last value wins where a name comes twice. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded'))
    throw new BadRequest(415, 'A form is sent as application/x-www-form-urlencoded.')
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(await readBody(request, maxFormBytes))) {
    // No keyboard types it, and PostgreSQL keeps no text that holds it.
    if (name.includes('\0') || value.includes('\0')) throw new BadRequest(400, 'A field holds a NUL character.')
    fields[name] = value
  }
  return fields
}

const contentPolicy = (pictureOrigin: string) => [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `img-src 'self' data: ${pictureOrigin}`.trim(),
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types shop',
]

/** Headers of every answer, errors included. Forms may lead to the payment page, so its origin is allowed as a target. */
export function securityHeaders(options: {
  publicUrl: string
  formTargets: string[]
  /** Where pictures come from when it is not our own address. */
  pictureOrigin?: string | undefined
}): Record<string, string> {
  return {
    'content-security-policy':
      `${contentPolicy(options.pictureOrigin ?? '').join('; ')}; form-action 'self' ${options.formTargets.join(' ')}`.trim(),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
    ...(options.publicUrl.startsWith('https:')
      ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }
      : {}),
  }
}
