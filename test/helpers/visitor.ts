import assert from 'node:assert/strict'
import type { Fetch } from '../../src/router.ts'

export type Answer = { status: number; headers: Headers; text: string; url: string }

/** A browser without a browser: keeps cookies, follows redirects, sends the forms that a page holds. JavaScript is off. */
export class Visitor {
  readonly #fetch: Fetch
  readonly #origin: string
  readonly cookies = new Map<string, string>()
  /** Where the last redirect led when it left the shop: the payment page. */
  leftFor: string | null = null

  constructor(fetch: Fetch, origin: string) {
    this.#fetch = fetch
    this.#origin = origin
  }

  async get(path: string): Promise<Answer> {
    return this.#follow(await this.#send('GET', path), path)
  }

  /** Sends fields as a form of our own pages does. */
  async post(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.#follow(await this.#send('POST', path, fields), path)
  }

  /** Fills in and sends the form of a page whose action is `action`; what is not given keeps the value of the page. */
  async send(page: Answer, action: string | RegExp, fields: Record<string, string> = {}): Promise<Answer> {
    const form = formsOf(page.text).find((f) =>
      typeof action === 'string' ? f.action === action : action.test(f.action),
    )
    assert.ok(form, `The page ${page.url} has no form for ${action}.`)
    return this.post(form.action, { ...form.fields, ...fields })
  }

  async #send(method: 'GET' | 'POST', path: string, fields?: Record<string, string>): Promise<Response> {
    const headers = new Headers({ 'accept-language': 'en' })
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    if (fields) headers.set('content-type', 'application/x-www-form-urlencoded')
    if (method === 'POST') headers.set('sec-fetch-site', 'same-origin')
    const body = fields && new URLSearchParams(fields).toString()
    const response = await this.#fetch(
      new Request(new URL(path, this.#origin), { method, headers, body, redirect: 'manual' }),
    )
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ')
      const at = pair.indexOf('=')
      if (attributes.includes('Max-Age=0')) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  async #follow(response: Response, path: string): Promise<Answer> {
    let now = response
    let at = path
    for (let hops = 0; now.status >= 300 && now.status < 400 && now.status !== 304; hops++) {
      assert.ok(hops < 8, `${path} redirects without end.`)
      const target = new URL(now.headers.get('location') ?? '', new URL(at, this.#origin))
      if (target.origin !== this.#origin) {
        this.leftFor = target.href
        return { status: now.status, headers: now.headers, text: '', url: target.href }
      }
      at = target.pathname + target.search
      now = await this.#send('GET', at)
    }
    return { status: now.status, headers: now.headers, text: await now.text(), url: at }
  }
}

export type FoundForm = { action: string; fields: Record<string, string> }

/** The forms of a page with the values that a browser would send; of radio buttons and boxes only the chosen ones. */
export function formsOf(page: string): FoundForm[] {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => {
    const fields: Record<string, string> = {}
    for (const [tag] of body.matchAll(/<input\b[^>]*>/g)) {
      const name = attributeOf(tag, 'name')
      const type = attributeOf(tag, 'type') ?? 'text'
      const isChosen = !['radio', 'checkbox'].includes(type) || /\schecked/.test(tag)
      if (name !== undefined && isChosen && type !== 'submit')
        fields[name] = attributeOf(tag, 'value') ?? (type === 'checkbox' ? 'on' : '')
    }
    for (const [, open = '', options = ''] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
      const chosen = /<option\b[^>]*\sselected[^>]*>/.exec(options)?.[0] ?? /<option\b[^>]*>/.exec(options)?.[0] ?? ''
      fields[attributeOf(open, 'name') ?? ''] = attributeOf(chosen, 'value') ?? ''
    }
    for (const [, open = '', text = ''] of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
      fields[attributeOf(open, 'name') ?? ''] = plain(text)
    return { action: attributeOf(head, 'action') ?? '', fields }
  })
}

const attributeOf = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : plain(found)
}

const plain = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39|#96);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' })[name] ?? '',
  )

/** What a person reads of a page. */
export const wordsOf = (page: string): string =>
  plain(page.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
