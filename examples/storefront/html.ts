/** HTML whose words are escaped: only `html` makes it. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | null | undefined | false | readonly Part[]

export const html = (words: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(words.reduce((text, word, at) => text + printed(parts[at - 1]) + word))

function printed(part: Part): string {
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return part.map(printed).join('')
  if (part === null || part === undefined || part === false) return ''
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
