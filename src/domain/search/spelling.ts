import { bitCount } from '../../kit/bit-count.ts'

/**
 * How far apart two words are as misspellings go: a doubled letter weighs less than a wrong one, a wrong first letter more.
 * More than `limit`: any number above it.
 */
export function misspelling(typed: string, word: string, limit: number): number {
  const [n, m] = [typed.length, word.length]
  if (Math.abs(n - m) > limit + 1) return limit + 1
  let beforeLast = new Float32Array(m + 1)
  let last = new Float32Array(m + 1)
  let row = new Float32Array(m + 1)
  for (let j = 1; j <= m; j++) last[j] = (last[j - 1] ?? 0) + insertCost(word, j - 1)
  for (let i = 1; i <= n; i++) {
    const a = typed[i - 1]
    row[0] = (last[0] ?? 0) + (i > 1 && a === typed[i - 2] ? 0.5 : 1)
    let best = row[0]
    for (let j = 1; j <= m; j++) {
      const b = word[j - 1]
      let cost =
        a === b ? (last[j - 1] ?? 0) : (last[j - 1] ?? 0) + (i === 1 && j === 1 ? 2 : swapCost(a ?? '', b ?? ''))
      cost = Math.min(cost, (last[j] ?? 0) + (i > 1 && a === typed[i - 2] ? 0.5 : 1))
      cost = Math.min(cost, (row[j - 1] ?? 0) + insertCost(word, j - 1))
      if (i > 1 && j > 1 && a === word[j - 2] && typed[i - 2] === b)
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 0.8)
      row[j] = cost
      if (cost < best) best = cost
    }
    if (best > limit) return limit + 1
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return last[m] ?? limit + 1
}

const insertCost = (word: string, at: number) => (at > 0 && word[at] === word[at - 1] ? 0.5 : 1)

const vowels = 'aeiouy'
const alike = ['ck', 'kq', 'cs', 'sz', 'cz', 'gj', 'vw', 'fv', 'bp', 'dt', 'mn', 'iy', 'xs']
function swapCost(a: string, b: string): number {
  if (vowels.includes(a) && vowels.includes(b)) return 0.7
  return alike.some((pair) => pair === a + b || pair === b + a) ? 0.7 : 1
}

/** Sounds that are written in several ways, made one, so that 'microfone' is near 'microphone'. */
export const soundOf = (word: string): string =>
  word
    .replaceAll('ph', 'f')
    .replaceAll('ck', 'k')
    .replaceAll('qu', 'kw')
    .replace(/c(?=[aoukltr])/g, 'k')

/** How much may be wrong in a word of this length. */
export const mistakesAllowed = (length: number): number => (length < 4 ? 0 : length < 6 ? 1 : length < 9 ? 1.8 : 2.6)

/** Bits of the letters that a word has: two words that differ in many cannot be near. */
export function lettersOf(word: string): number {
  let bits = 0
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i) - 97
    bits |= code >= 0 && code < 26 ? 1 << code : 1 << 26
  }
  return bits
}

/** Words with what is needed to compare them quickly with a misspelled one. */
export type SpellingList = { words: readonly string[]; sounds: string[]; letters: Int32Array }

export const spellingList = (words: readonly string[]): SpellingList => ({
  words,
  sounds: [],
  letters: new Int32Array(0),
})

/** Takes in the words that were added since. */
function complete(list: SpellingList): void {
  if (list.sounds.length === list.words.length) return
  const letters = new Int32Array(list.words.length)
  letters.set(list.letters)
  for (let id = list.sounds.length; id < list.words.length; id++) {
    const sound = soundOf(list.words[id] ?? '')
    list.sounds.push(sound)
    letters[id] = lettersOf(sound)
  }
  list.letters = letters
}

// The cheapest mistake that changes which letters a word has, and it changes two.
const lettersChanged = (limit: number) => 2 * Math.floor(limit / 0.7)

/** The likeliest word meant: near, and of many products. `weigh` tells in how many; 0 leaves a word out. */
export function likeliestWord(
  typed: string,
  list: SpellingList,
  weigh: (id: number) => number,
): { word: string; mistakes: number } | null {
  const limit = mistakesAllowed(typed.length)
  if (limit === 0 || /\d/.test(typed)) return null
  complete(list)
  const sound = soundOf(typed)
  const letters = lettersOf(sound)
  const changed = lettersChanged(limit)
  let best: { word: string; mistakes: number } | null = null
  let bestScore = Number.POSITIVE_INFINITY
  for (let id = 0; id < list.letters.length; id++) {
    if (bitCount(letters ^ (list.letters[id] ?? 0)) > changed) continue
    const candidate = list.sounds[id] ?? ''
    if (candidate.length < 3 || Math.abs(candidate.length - sound.length) > limit + 1) continue
    const weight = weigh(id)
    if (weight === 0) continue
    const mistakes = Math.max(misspelling(sound, candidate, limit), 0.3)
    if (mistakes > limit) continue
    const score = mistakes - 0.22 * Math.log2(1 + weight)
    if (score < bestScore) {
      bestScore = score
      best = { word: list.words[id] ?? '', mistakes }
    }
  }
  return best
}
