import { formatNumber } from '../../kit/numbers.ts'
import type { Visit } from '../visit.ts'

export function countWords({ say, locale }: Pick<Visit, 'say' | 'locale'>, total: number): string {
  const number = formatNumber(Math.min(total, 10_000), locale)
  const more = total > 10_000 ? say({ en: 'more than ', de: 'mehr als ' }) : ''
  return total === 1
    ? say({ en: '1 product', de: '1 Artikel' })
    : say({ en: `${more}${number} products`, de: `${more}${number} Artikel` })
}
