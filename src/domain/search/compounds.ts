const links = ['', 's', 'n', 'en', 'es', 'er', 'e']

/**
 * The parts of a German compound, the ware last: 'kaffeetasse' is 'kaffee', 'tasse'. `isWord` knows the words of the shop;
 * null when the word is none of two or three of them.
 */
export function splitCompound(word: string, isWord: (part: string) => boolean): string[] | null {
  if (word.length < 7 || /\d/.test(word)) return null
  // The longest last part is the likeliest: 'schreibtischlampe' ends with 'lampe', not with 'ampe'.
  for (let cut = 3; cut <= word.length - 3; cut++) {
    const last = word.slice(cut)
    if (!isWord(last)) continue
    const first = word.slice(0, cut)
    for (const link of links) {
      if (!first.endsWith(link) || first.length - link.length < 3) continue
      const bare = first.slice(0, first.length - link.length)
      if (isWord(bare)) return [bare, last]
      const parts = splitCompound(bare, isWord)
      if (parts) return [...parts, last]
    }
  }
  return null
}
