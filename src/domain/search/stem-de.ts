// The same letters, another thing: a bowl is no scarf.
const apart = new Map(
  ['schale', 'matte', 'marke', 'rinde', 'tafel', 'kante', 'buche', 'schaler'].flatMap((word) => [
    [word, word],
    [`${word}n`, word],
  ]),
)

/**
 * The stem of a folded German word: its ending of number, case or comparison is cut, once. 'Tassen' and 'Tasse', 'rote' and 'roter'
 * are the same. Harder stemmers make 'Bluse' and 'Blüte' one, which a shop cannot afford.
 */
export function stemGerman(word: string): string {
  if (word.length < 4) return word
  const known = apart.get(word)
  if (known) return known
  const ending = /(ern|em|en|er|es|e|(?<=l)n)$/.exec(word)?.[0] ?? (/[^aeious]s$/.test(word) ? 's' : '')
  return word.length - ending.length >= 3 ? word.slice(0, word.length - ending.length) : word
}
