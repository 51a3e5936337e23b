/** What pieces need to know of the page they stand on: its language and currency. A visit is one. */
export type Speaker = {
  say: (words: { en: string; de: string }) => string
  locale: string
  market: { currency: string; taxStyle: 'added' | 'included'; timeZone: string }
}
