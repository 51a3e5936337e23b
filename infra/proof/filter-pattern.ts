/** One line of a log that is JSON. */
export type Line = { readonly [name: string]: unknown }

/**
 * Whether a filter of CloudWatch Logs counts a line. Of its syntax it knows what the filters here use: terms `$.a.b = "text"`, `!=`, `>=`,
 * `<`, `NOT EXISTS`, joined by `&&` and `||` with brackets, and a regular expression between percent signs.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws For any other syntax.
 */
export function countsLine(pattern: string, line: Line | string): boolean {
  const [, expression] = /^%(.+)%$/.exec(pattern) ?? []
  if (expression) return new RegExp(expression).test(typeof line === 'string' ? line : JSON.stringify(line))
  const [, terms] = /^\{ (.+) \}$/.exec(pattern) ?? []
  if (!terms) throw new Error(`The form of '${pattern}' is not known here.`)
  const json = typeof line === 'string' ? readJson(line) : line
  return json !== null && decide(terms, json)
}

/** What is no JSON matches no pattern of JSON. */
function readJson(text: string): Line | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const tokens = /\s*(\(|\)|&&|\|\||\$\.[\w.]+\s+NOT EXISTS|\$\.[\w.]+\s*(?:=|!=|>=|<)\s*(?:"[^"]*"|\d+))/y

/** `&&` binds before `||`. */
function decide(text: string, line: Line): boolean {
  tokens.lastIndex = 0
  const words: string[] = []
  while (tokens.lastIndex < text.length) {
    const at = tokens.lastIndex
    const [, word] = tokens.exec(text) ?? []
    if (!word) throw new Error(`Not known here: '${text.slice(at)}'.`)
    words.push(word)
  }
  const or = (): boolean => {
    let value = and()
    while (words[0] === '||') {
      words.shift()
      const next = and()
      value ||= next
    }
    return value
  }
  const and = (): boolean => {
    let value = one()
    while (words[0] === '&&') {
      words.shift()
      const next = one()
      value &&= next
    }
    return value
  }
  const one = (): boolean => {
    const word = words.shift() ?? ''
    if (word !== '(') return holds(word, line)
    const value = or()
    if (words.shift() !== ')') throw new Error(`A bracket is missing: '${text}'.`)
    return value
  }
  const value = or()
  if (words.length > 0) throw new Error(`Not known here: '${words.join(' ')}'.`)
  return value
}

function holds(term: string, line: Line): boolean {
  const [, path = '', operator = '', given = ''] = /^\$\.([\w.]+)\s*(NOT EXISTS|=|!=|>=|<)\s*(.*)$/.exec(term) ?? []
  const value = path.split('.').reduce<unknown>((at, name) => (at as Line | undefined)?.[name], line)
  if (operator === 'NOT EXISTS') return value === undefined
  const wanted: unknown = JSON.parse(given)
  // A field that is not there fulfils no comparison.
  if (value === undefined) return false
  if (operator === '=') return value === wanted
  if (operator === '!=') return value !== wanted
  return operator === '>=' ? Number(value) >= Number(wanted) : Number(value) < Number(wanted)
}
