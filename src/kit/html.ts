import { hash } from 'node:crypto'

/**
 * A piece of HTML that is safe to print. Only `html`, `raw` and `inOnePiece` make it. Text is kept as it was put together; pieces
 * that many pages print are kept as bytes, and go into a page as such.
 */
export class Html {
  /** What stands before `tail`, where pieces in bytes are among it. */
  before: (string | Piece)[] | null = null
  tail: string

  constructor(tail: string) {
    this.tail = tail
  }
  get text(): string {
    if (!this.before) return this.tail
    let text = ''
    for (const part of this.before) text += typeof part === 'string' ? part : part.text
    return text + this.tail
  }
  toString(): string {
    return this.text
  }
  /** The text in UTF-8, and a tag that is equal where the text is. */
  encode(): { bytes: Buffer; tag: string } {
    if (!this.before) {
      const bytes = Buffer.from(this.tail)
      return { bytes, tag: hash('sha1', bytes, 'base64url') }
    }
    const chunks: Uint8Array[] = []
    // Equal tags are equal pieces, and shorter to look at.
    const known: Uint8Array[] = []
    for (const part of this.before) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part.bytes
      chunks.push(bytes)
      known.push(typeof part === 'string' ? bytes : part.tag)
    }
    const tail = Buffer.from(this.tail)
    chunks.push(tail)
    known.push(tail)
    return { bytes: Buffer.concat(chunks), tag: hash('sha1', Buffer.concat(known), 'base64url') }
  }
}

type Piece = { text: string; bytes: Buffer; tag: Buffer }

export type Printable = Html | string | number | null | undefined | false | readonly Printable[]

const special = /[&<>"'`]/
const specials = /[&<>"'`]/g
const names: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

export const escapeHtml = (text: string): string =>
  special.test(text) ? text.replace(specials, (c) => names[c] ?? '') : text

function print(out: Html, part: Printable): void {
  if (typeof part === 'string') out.tail += escapeHtml(part)
  else if (part instanceof Html) append(out, part)
  else if (typeof part === 'number') out.tail += String(part)
  else if (part) for (const item of part) print(out, item)
}

function append(out: Html, { before, tail }: Html): void {
  if (before) {
    out.before ??= []
    if (out.tail) out.before.push(out.tail)
    for (const part of before) out.before.push(part)
    out.tail = tail
  } else out.tail += tail
}

/**
 * Builds HTML; every value is escaped unless it is `Html` itself. Attribute values must stand in quotes in the template:
 * `` html`<a href="${url}">${name}</a>` ``. `null`, `undefined` and `false` print nothing, a list prints its items.
 */
export function html(strings: TemplateStringsArray, ...parts: Printable[]): Html {
  const out = new Html(strings[0] ?? '')
  for (let i = 0; i < parts.length; i++) {
    print(out, parts[i])
    out.tail += strings[i + 1]
  }
  return out
}

/** For a piece that many pages print: encoded once, it is copied into each of them. */
export function inOnePiece(piece: Html): Html {
  const { bytes, tag } = piece.encode()
  const out = new Html('')
  out.before = [{ text: bytes.toString(), bytes, tag: Buffer.from(tag) }]
  return out
}

/** Trusted text of our own files (icons, drawings). Never for anything that a person typed. */
export const raw = (text: string): Html => new Html(text)

/** JSON inside a script element: no `<`, so that nothing can end the element. */
export const jsonForScript = (value: unknown): Html =>
  new Html(
    JSON.stringify(value)
      .replace(/</g, '\\u003c')
      .replace(/\u2028|\u2029/g, ' '),
  )
