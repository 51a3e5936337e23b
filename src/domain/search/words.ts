/** Letters without case and accents, so that 'Käse', 'käse' and 'KASE' are one word; 'ß' is 'ss'. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('œ', 'oe')
    // "men's" is 'men', "O'Neill" is 'oneill'.
    .replace(/['’`´]s\b/g, '')
    .replace(/(\p{L})['’`´](?=\p{L})/gu, '$1')

/** The words of a text in their order, folded. 'High-Top' is 'high', 'top'. */
export const wordsOf = (text: string): string[] =>
  fold(text).match(/\p{N}+(?:[.,]\p{N}+)*\p{L}*|\p{L}[\p{L}\p{N}]*/gu) ?? []

/** What words with hyphens are when written as one: 'High-Top' is 'hightop'. */
export const joinedWordsOf = (text: string): string[] =>
  (fold(text).match(/\p{L}+(?:-\p{L}+)+/gu) ?? []).map((word) => word.replaceAll('-', ''))

/** 'ae' for 'ä': how German is typed without its letters. The folded word, where there was something to fold. */
export function unspelledUmlauts(word: string): string | null {
  const folded = word.replace(/([ao])e/g, '$1').replace(/(?<![aeq])ue/g, 'u')
  return folded === word ? null : folded
}

const tokens = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

/** The text with other words in the place of some: everything else stays as it was typed. */
export const replaceWords = (text: string, better: ReadonlyMap<string, string>): string =>
  text.replace(tokens, (token) => better.get(fold(token)) ?? token).trim()
