/** The rating that products are sorted by. Reviews of few people say less: it moves from 3.8 towards theirs. */
export const fairRating = (rating: number, ratingCount: number): number =>
  ratingCount > 0 ? (3.8 * 5 + rating * ratingCount) / (5 + ratingCount) : 0

/** What popularity and reviews add to an answer: from 1 to about 1.1. */
export const likingOf = (popularity: number, fairRating: number): number =>
  1 + 0.008 * Math.log2(1 + Math.max(0, popularity)) + 0.004 * fairRating

/** Where nothing was asked for, what can be bought stands before what is sold out, and then the popular. */
export const standingOf = (popularity: number, inStock: boolean): number => popularity + (inStock ? 1_000_000_000 : 0)
