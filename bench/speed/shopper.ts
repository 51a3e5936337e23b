import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { nextAddress } from './addresses.ts'

export type Answer = {
  status: number
  text: string
  location: string | null
  retryAfter: string | null
  cookies: string[]
}

/*
 * autocannon sends what it was given; an order is a conversation: cookies, a token and a key from the page before, and a
 * redirect to another host. So buyers are this: one kept connection to each host, as a proxy holds them, no more than is needed.
 */

/** A connection for each host; shoppers come and go on it one after the other. */
export class Line {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  ask(method: 'GET' | 'POST', url: URL, headers: Record<string, string>, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const sent = request(url, { method, agent: this.#agent, headers: { ...headers, ...length }, timeout: 30_000 })
      sent.once('response', (response) => read(response).then(resolve, reject))
      sent.once('timeout', () => sent.destroy(new Error(`${method} ${url.pathname} took more than 30 s`)))
      sent.once('error', reject)
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function read(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.once('error', reject)
    response.once('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        text,
        location: response.headers.location ?? null,
        retryAfter: response.headers['retry-after'] ?? null,
        cookies: response.headers['set-cookie'] ?? [],
      }),
    )
  })
}

const mostWaits = 20

/** Somebody new, without JavaScript: keeps cookies, sends the forms of the pages, and follows no redirect unasked. */
export class Shopper {
  readonly #line: Line
  readonly #origin: string
  readonly #cookies = new Map<string, string>()
  readonly #isPatient: boolean
  readonly address = nextAddress()
  /** How often the shop said that it has too much to do. */
  toldToWait = 0

  /** A patient one comes again when the shop asks for it, after as long as it says. */
  constructor(line: Line, origin: string, options: { isPatient: boolean } = { isPatient: false }) {
    this.#isPatient = options.isPatient
    this.#line = line
    this.#origin = origin
  }

  get(path: string): Promise<Answer> {
    return this.#ask('GET', path)
  }

  post(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.#ask('POST', path, new URLSearchParams(fields).toString())
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    const url = new URL(path, this.#origin)
    const headers: Record<string, string> = { 'x-forwarded-for': this.address }
    if (url.origin === this.#origin && this.#cookies.size > 0)
      headers.cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (body !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded'
      headers['sec-fetch-site'] = 'same-origin'
    }
    let answer = await this.#line.ask(method, url, headers, body)
    while (this.#isPatient && answer.status === 503 && answer.retryAfter && this.toldToWait < mostWaits) {
      this.toldToWait++
      await sleep(Number(answer.retryAfter) * 1000)
      answer = await this.#line.ask(method, url, headers, body)
    }
    if (url.origin !== this.#origin) return answer
    for (const cookie of answer.cookies) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }
}

/** The hidden and chosen fields of the form of a page that is sent to `action`. */
export function fieldsOf(page: string, action: string): Record<string, string> {
  const begin = page.indexOf(`action="${action}"`)
  if (begin < 0) throw new Error(`The page has no form for ${action}.`)
  const form = page.slice(begin, page.indexOf('</form>', begin))
  const fields: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attributeOf(tag, 'name')
    const isHidden = tag.includes('type="hidden"')
    const isChosen = /\bchecked\b/.test(tag)
    if (name !== undefined && (isHidden || isChosen)) fields[name] = attributeOf(tag, 'value') ?? 'on'
  }
  return fields
}

const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&')
