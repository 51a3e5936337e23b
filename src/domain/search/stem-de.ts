/**
 * The stem of a folded German word, after CISTEM (Weißweiler and Fraser, 2017), without its cutting of 'ge-', which makes
 * 'Gewürz' and 'Würze' one: 'Tassen' and 'Tasse', 'rote' and 'roter' are the same.
 */
export function stemGerman(word: string): string {
  if (word.length < 4) return word
  let w = word.replaceAll('sch', '$').replaceAll('ei', '%').replaceAll('ie', '&').replace(/(.)\1/g, '$1*')
  while (w.length > 3) {
    if (w.length > 5 && /(em|er|nd)$/.test(w)) w = w.slice(0, -2)
    else if (/[esnt]$/.test(w)) w = w.slice(0, -1)
    else break
  }
  return w.replace(/(.)\*/g, '$1$1').replaceAll('$', 'sch').replaceAll('%', 'ei').replaceAll('&', 'ie')
}
