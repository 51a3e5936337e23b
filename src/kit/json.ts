export type JsonRead =
  | { ok: true; value: unknown }
  | { ok: false; problem: 'malformed' | 'too-deep' | 'nul' }
  | { ok: false; problem: 'repeated'; path: string }

/** Reads JSON from outside: bounded in depth, without NUL characters, and without a name twice in one object. */
export function readJson(text: string, maxDepth: number): JsonRead {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'malformed' }
  }
  return inspect(text, maxDepth) ?? { ok: true, value }
}

type Level = { names: Set<string> | null; at: string | number }

// JSON.parse keeps the last of two equal names silently. The text is known to be JSON, so its strings and brackets tell all.
function inspect(text: string, maxDepth: number): JsonRead | null {
  const levels: Level[] = []
  let nameComes = false
  for (let i = 0; i < text.length; i++) {
    const level = levels[levels.length - 1]
    switch (text[i]) {
      case '{':
      case '[':
        if (levels.length === maxDepth) return { ok: false, problem: 'too-deep' }
        nameComes = text[i] === '{'
        levels.push(nameComes ? { names: new Set(), at: '' } : { names: null, at: 0 })
        break
      case '}':
      case ']':
        levels.pop()
        nameComes = false
        break
      case ',':
        nameComes = level?.names !== null
        if (level && typeof level.at === 'number') level.at++
        break
      case '"': {
        const end = endOfString(text, i)
        const word: string = JSON.parse(text.slice(i, end + 1))
        i = end
        if (word.includes('\0')) return { ok: false, problem: 'nul' }
        if (!nameComes || !level?.names) break
        nameComes = false
        level.at = word
        if (level.names.has(word)) return { ok: false, problem: 'repeated', path: levels.map(({ at }) => at).join('.') }
        level.names.add(word)
      }
    }
  }
  return null
}

function endOfString(text: string, start: number): number {
  let i = start + 1
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}
