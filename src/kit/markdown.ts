import { marked, type Token, type Tokens } from 'marked'
import { type Html, html } from './html.ts'

/*
 * Texts that an owner writes. marked reads them; the HTML is made here, by `html`, so that nothing of the text becomes a tag. Raw HTML,
 * pictures and addresses of unknown kinds are no part of it.
 *
 *   {name}   on a line: the value of that name; in a paragraph of its own it may be a block that the page draws itself
 *   [[…]]    a place that is still to be filled in
 */
export type Markdown = {
  /** Words by name; a line break in them stays one. */
  values: Record<string, string>
  /** Names that may stand alone in a paragraph. */
  blocks: readonly string[]
  /** Where a link leads; undefined when nothing is there. */
  address(target: string): string | undefined
}

export type MarkdownPart = Html | { block: string }

/** A text with what it names: HTML, and between its pieces the blocks that stand alone. */
export function renderMarkdown(text: string, given: Markdown): MarkdownPart[] {
  const parts: MarkdownPart[] = []
  let pieces: Html[] = []
  for (const token of marked.lexer(text)) {
    const block = blockName(token, given)
    if (!block) pieces.push(blockHtml(token, given))
    else {
      parts.push(html`${pieces}`, { block })
      pieces = []
    }
  }
  return [...parts, html`${pieces}`]
}

/** The same as plain paragraphs, for mails: headings and lists keep their lines, blocks are left out. */
export function plainMarkdown(text: string, given: Markdown): string[] {
  return marked.lexer(text).flatMap((token) => (blockName(token, given) ? [] : plainBlock(token, given)))
}

/** What of a text cannot be used, in words. */
export function markdownProblems(text: string, given: Markdown): string[] {
  const problems: string[] = []
  const tokens = marked.lexer(text)
  marked.walkTokens(tokens, (token) => {
    if (token.type === 'html' && !isComment(token)) problems.push(`'${token.raw.trim()}' is HTML. Allowed is Markdown`)
    if (token.type === 'image') problems.push(`'${token.raw}' is a picture. Allowed are words, lists, tables and links`)
    if (token.type === 'link' && addressOf(token.href, given) === undefined)
      problems.push(
        `the link '${token.href}' leads nowhere. Allowed are https:, mailto:, tel:, info:TOPIC and page:NAME`,
      )
    if (token.type === 'text' && !('tokens' in token && token.tokens))
      for (const [, name = ''] of token.text.matchAll(named))
        if (!Object.hasOwn(given.values, name) && !given.blocks.includes(name))
          problems.push(
            `'{${name}}' is unknown. Known are ${[...Object.keys(given.values), ...given.blocks].map((one) => `{${one}}`).join(' ')}`,
          )
  })
  return problems
}

/** Places that wait for the owner's words. */
export const unfilled = (text: string): string[] => [...text.matchAll(/\[\[[^\]]*\]\]/g)].map(([place]) => place)

const named = /\{([a-z][a-z-]*)\}/g

function blockName(token: Token, { blocks }: Markdown): string | undefined {
  if (token.type !== 'paragraph') return undefined
  const name = /^\{([a-z][a-z-]*)\}$/.exec(token.text.trim())?.[1]
  return name && blocks.includes(name) ? name : undefined
}

const isComment = (token: Token) => token.raw.trimStart().startsWith('<!--')

function blockHtml(token: Token, given: Markdown): Html {
  switch (token.type) {
    case 'space':
    case 'def':
      return html``
    case 'heading': {
      const words = inline(token.tokens, given)
      return token.depth <= 2 ? html`<h2>${words}</h2>` : html`<h3>${words}</h3>`
    }
    case 'paragraph':
      return html`<p>${inline(token.tokens, given)}</p>`
    case 'blockquote':
      return html`<blockquote>${(token.tokens ?? []).map((one) => blockHtml(one, given))}</blockquote>`
    case 'list':
      return listHtml(token as Tokens.List, given)
    case 'table':
      return tableHtml(token as Tokens.Table, given)
    case 'hr':
      return html`<hr>`
    case 'code':
      return html`<pre>${token.text}</pre>`
    case 'html':
      return isComment(token) ? html`` : html`<p>${token.raw}</p>`
    default:
      return inline([token], given)
  }
}

function listHtml(list: Tokens.List, given: Markdown): Html {
  const items = list.items.map(({ tokens, loose }) => {
    const words = tokens.map((token) =>
      token.type === 'text' && !loose ? inline([token], given) : blockHtml(token, given),
    )
    return html`<li>${words}</li>`
  })
  return list.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
}

const tableHtml = ({ header, rows }: Tokens.Table, given: Markdown): Html =>
  html`<table class="facts"><thead><tr>${header.map(({ tokens }) => html`<th scope="col">${inline(tokens, given)}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) =>
      html`<tr>${cells.map(({ tokens }, i) => (i === 0 ? html`<th scope="row">${inline(tokens, given)}</th>` : html`<td>${inline(tokens, given)}</td>`))}</tr>`,
  )}</tbody></table>`

function inline(tokens: readonly Token[] | undefined, given: Markdown): Html {
  return html`${(tokens ?? []).map((token) => {
    switch (token.type) {
      case 'text':
        return 'tokens' in token && token.tokens ? inline(token.tokens, given) : lines(filled(token.text, given))
      case 'strong':
        return html`<strong>${inline(token.tokens, given)}</strong>`
      case 'em':
        return html`<em>${inline(token.tokens, given)}</em>`
      case 'codespan':
        return html`<code>${token.text}</code>`
      case 'br':
        return html`<br>`
      case 'link': {
        const address = addressOf(token.href, given)
        const words = inline(token.tokens, given)
        return address === undefined ? words : html`<a href="${address}">${words}</a>`
      }
      case 'escape':
        return html`${token.text}`
      default:
        return isComment(token) ? html`` : html`${token.raw}`
    }
  })}`
}

/** A line of words with the values that it names. */
export const fillWords = (text: string, values: Record<string, string>): string =>
  text.replace(named, (all, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : all))

const filled = (text: string, { values }: Markdown): string => fillWords(text, values)

const lines = (text: string): Html => html`${text.split('\n').map((line, i) => (i > 0 ? html`<br>${line}` : line))}`

function addressOf(target: string, given: Markdown): string | undefined {
  const whole = filled(target, given)
  if (/^(info|page):/.test(whole)) return given.address(whole)
  if (whole.startsWith('tel:')) return `tel:${whole.replace(/[^\d+]/g, '')}`
  return /^(https:\/\/|mailto:)[^\s<>"]+$/.test(whole) ? whole : undefined
}

function plainBlock(token: Token, given: Markdown): string[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
      return []
    case 'blockquote':
      return (token.tokens ?? []).flatMap((one) => plainBlock(one, given))
    case 'list': {
      const { items, ordered } = token as Tokens.List
      return [
        items
          .map(
            ({ tokens }, i) => `${ordered ? `${i + 1}.` : '–'} ${tokens.map((one) => plain([one], given)).join(' ')}`,
          )
          .join('\n'),
      ]
    }
    case 'table':
      return (token as Tokens.Table).rows.map((cells) => cells.map(({ tokens }) => plain(tokens, given)).join(': '))
    case 'html':
      return isComment(token) ? [] : [token.raw.trim()]
    default:
      return [plain('tokens' in token && token.tokens ? token.tokens : [token], given)]
  }
}

const plain = (tokens: readonly Token[], given: Markdown): string =>
  tokens
    .map((token): string => {
      if (token.type === 'br') return '\n'
      if ('tokens' in token && token.tokens) return plain(token.tokens, given)
      if (token.type === 'text') return filled(token.text, given)
      return 'text' in token ? String(token.text) : token.raw
    })
    .join('')
