/** What a test card does when it pays. */
export type CardOutcome =
  | 'success'
  | 'decline'
  | 'confirm'
  | 'slow'
  | 'no-answer'
  | 'late'
  | 'delayed'
  | 'delayed-failure'

export type TestCard = { number: string; outcome: CardOutcome; words: { en: string; de: string } }

export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', outcome: 'success', words: { en: 'pays', de: 'zahlt' } },
  { number: '4000000000000002', outcome: 'decline', words: { en: 'is declined', de: 'wird abgelehnt' } },
  {
    number: '4000002760003184',
    outcome: 'confirm',
    words: { en: 'asks for a confirmation (3-D Secure)', de: 'verlangt eine Bestätigung (3-D Secure)' },
  },
  {
    number: '4000000000005126',
    outcome: 'slow',
    words: { en: 'pays after eight seconds', de: 'zahlt nach acht Sekunden' },
  },
  {
    number: '4000000000006660',
    outcome: 'no-answer',
    words: { en: 'pays, but the page never answers', de: 'zahlt, aber die Seite antwortet nie' },
  },
  {
    number: '4000000000000341',
    outcome: 'late',
    words: { en: 'pays only after the page has expired', de: 'zahlt erst, nachdem die Seite abgelaufen ist' },
  },
  {
    number: '4000000000007726',
    outcome: 'delayed',
    words: { en: 'is being processed and pays a minute later', de: 'wird bearbeitet und zahlt eine Minute später' },
  },
  {
    number: '4000000000005423',
    outcome: 'delayed-failure',
    words: {
      en: 'is being processed and fails a minute later',
      de: 'wird bearbeitet und scheitert eine Minute später',
    },
  },
]

export const digitsOf = (typed: string): string => typed.replace(/[\s-]/g, '')

/** The check digit that every real card number has (Luhn). */
export function isCardNumber(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

/** What the card does; other numbers that could be cards are declined, as they are no test cards. */
export function outcomeOf(typed: string): CardOutcome | null {
  const digits = digitsOf(typed)
  const known = testCards.find((card) => card.number === digits)
  if (known) return known.outcome
  return isCardNumber(digits) ? 'decline' : null
}
