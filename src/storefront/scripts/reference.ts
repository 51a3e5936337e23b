import { all, make, one } from './dom.ts'

/** The reference of the store API: sends requests, shows answers. */

type Field = HTMLInputElement | HTMLSelectElement
type Told = { cart?: { id?: unknown }; token?: unknown; order?: { token?: unknown } }

const fieldsOf = (form: HTMLFormElement) => all('[data-in]', form) as Field[]

function requestOf(form: HTMLFormElement): { address: string; init: RequestInit } {
  const query = new URLSearchParams()
  const headers: Record<string, string> = { accept: 'application/json' }
  let path = form.dataset.path ?? ''
  for (const field of fieldsOf(form)) {
    const { name, value } = field
    if (field.dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
    else if (field.dataset.in === 'header') headers[name] = value || crypto.randomUUID()
    else if (value === '') continue
    else if (field.dataset.in === 'token') headers.authorization = `Bearer ${value}`
    else if (name === 'filter') for (const part of value.split(/[\s,]+/).filter(Boolean)) query.append(name, part)
    else query.append(name, value)
  }
  const body = form.querySelector('textarea')?.value
  if (body) headers['content-type'] = 'application/json'
  const search = query.size > 0 ? `?${query}` : ''
  return { address: path + search, init: { method: form.dataset.method, headers, body, credentials: 'omit' } }
}

const told = ['etag', 'location', 'idempotency-replayed', 'retry-after', 'ratelimit', 'x-request-id']

async function send(form: HTMLFormElement): Promise<void> {
  const box = one('.try-answer', form)
  const button = one('button', form)
  if (!box || !button) return
  button.setAttribute('aria-busy', 'true')
  const { address, init } = requestOf(form)
  const began = performance.now()
  try {
    const answer = await fetch(address, init)
    const text = await answer.text()
    const ms = Math.round(performance.now() - began)
    const status = make('span', answer.ok ? 'status' : 'status bad', String(answer.status))
    const lines = told.flatMap((name) => (answer.headers.has(name) ? [`${name}: ${answer.headers.get(name)}`] : []))
    const asked = Object.entries(init.headers ?? {}).map(([name, value]) =>
      name === 'authorization' ? `${name}: Bearer …` : `${name}: ${value}`,
    )
    const shown = make('pre', 'code', pretty(text))
    shown.tabIndex = 0
    box.replaceChildren(
      make('pre', 'code asked', [`${init.method} ${address}`, ...asked].join('\n')),
      make('p', 'try-status', status, ` ${ms} ms`),
      make('pre', 'code soft', lines.join('\n')),
      ...(text === '' ? [] : [shown]),
    )
    if (answer.ok && text !== '') remember(JSON.parse(text))
  } catch {
    box.replaceChildren(make('p', 'error', 'The request did not arrive. Is the shop running?'))
  } finally {
    button.removeAttribute('aria-busy')
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** What later requests need: the cart that was made, the token of a sign-in. Fields that somebody has filled in stay. */
function remember({ cart, token, order }: Told): void {
  fill('cartId', cart?.id)
  fill('token', token, '[data-in="token"]')
  fill('token', order?.token, '[data-in="path"]')
}

function fill(name: string, value: unknown, kind = ''): void {
  if (typeof value !== 'string') return
  for (const field of all(`.try-form [name="${name}"]${kind}`) as Field[])
    if (field.value === '' || field.dataset.filled === field.value) {
      field.value = value
      field.dataset.filled = value
    }
}

for (const form of all('.try-form') as HTMLFormElement[]) {
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(form)
  })
}

/** A schema that somebody follows a link to is opened. */
function reveal(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target instanceof HTMLDetailsElement) target.open = true
}
addEventListener('hashchange', reveal)
reveal()

// On phones the contents would push everything else below the first screen.
const contents = one('.reference-nav details') as HTMLDetailsElement | null
const wide = matchMedia('(min-width: 64rem)')
if (contents) {
  contents.open = wide.matches
  wide.addEventListener('change', () => {
    contents.open = wide.matches
  })
  contents.addEventListener('click', (event) => {
    if (!wide.matches && (event.target as Element).closest('a')) contents.open = false
  })
}
