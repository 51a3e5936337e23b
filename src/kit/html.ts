/** A piece of HTML that is safe to print. Only `html` and `raw` make it. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

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

function print(part: Printable): string {
  if (typeof part === 'string') return escapeHtml(part)
  if (part instanceof Html) return part.text
  if (typeof part === 'number') return String(part)
  if (!part) return ''
  let text = ''
  for (const item of part) text += print(item)
  return text
}

/**
 * Builds HTML; every value is escaped unless it is `Html` itself. Attribute values must stand in quotes in the template:
 * `` html`<a href="${url}">${name}</a>` ``. `null`, `undefined` and `false` print nothing, a list prints its items.
 */
export function html(strings: TemplateStringsArray, ...parts: Printable[]): Html {
  let text = strings[0] ?? ''
  for (let i = 0; i < parts.length; i++) text += print(parts[i]) + strings[i + 1]
  return new Html(text)
}

/**
 * A piece that is printed many times, in one stretch of memory: text that is built up is a tree of parts, which each page
 * that holds it would walk through anew.
 */
export const inOnePiece = ({ text }: Html): Html => new Html(Buffer.from(text).toString())

/** Trusted text of our own files (icons, drawings). Never for anything that a person typed. */
export const raw = (text: string): Html => new Html(text)

/** JSON inside a script element: no `<`, so that nothing can end the element. */
export const jsonForScript = (value: unknown): Html =>
  new Html(
    JSON.stringify(value)
      .replace(/</g, '\\u003c')
      .replace(/\u2028|\u2029/g, ' '),
  )
