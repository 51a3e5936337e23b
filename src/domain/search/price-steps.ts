import type { Understanding } from './concepts.ts'

/** Where so many keep to the price that was typed, no others are shown. */
export const enoughWithin = 10

/**
 * Somebody who asks for earrings under 30 would rather see some at 32 than an empty page: where few keep to the price that was
 * typed, those a little beyond follow, and then those up to twice as dear. Null where no price was typed.
 */
export function priceSteps({ fromMinor, toMinor }: Pick<Understanding, 'fromMinor' | 'toMinor'>) {
  if (fromMinor === undefined && toMinor === undefined) return null
  const low = fromMinor ?? 0
  const high = toMinor ?? Number.POSITIVE_INFINITY
  return [
    { low, high },
    { low: low * 0.85, high: high * 1.15 },
    { low: low / 2, high: high * 2 },
  ] as const
}
