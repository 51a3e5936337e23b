/** The one address of rounding. Quotients are exact (bigint) until they become whole minor units here: docs/adr/0020. */

/** n ÷ d, halves away from zero: commercial rounding. `d` is positive. */
export function divideRounded(n: bigint, d: bigint): number {
  const magnitude = ((n < 0n ? -n : n) * 2n + d) / (2n * d)
  return Number(n < 0n ? -magnitude : magnitude)
}

/** A share of an amount in basis points, rounded once. */
export const basisPointsOf = (amountMinor: number, basisPoints: number): number =>
  divideRounded(BigInt(amountMinor) * BigInt(basisPoints), 10_000n)

/**
 * Splits `total` in proportion to `weights` so that the parts add up to it exactly (largest remainder). Among equal
 * remainders the first in order gets the cent. A weight of 0 gets 0; where all are 0, all count the same.
 */
export function spread(total: number, weights: readonly (number | bigint)[]): number[] {
  if (weights.length === 0) return []
  const given = weights.map(BigInt)
  const exact = given.some((weight) => weight > 0n) ? given : given.map(() => 1n)
  const sum = exact.reduce((a, b) => a + b, 0n)
  const products = exact.map((weight) => BigInt(total) * weight)
  const parts = products.map((product) => Number(product / sum))
  const missing = total - sumOf(parts)
  const byRemainder = products
    .map((product, index) => ({ remainder: product % sum, index }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1
  return parts
}

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
