import type { Concept } from './concepts.ts'

/** What is so much worse than the best answer is none. */
export const worstShown = 0.3

/**
 * What a product must score for the ware to be sold here. Where no product says the word itself, and the language knows it, another
 * word for it must tell what the product is: 'Futter' is also in a jacket.
 */
export const strongEnough = (concept: Concept, said: number): number => (said === 0 && concept.known ? 0.35 : 0.3)

/** Ways of this weight and less name what would do instead. */
export const instead = 0.35

/** From this many products on that say the word themselves, the ware is sold here, whatever they score. */
export const saidBySome = 3

/** How much a concept weighs by its part in the sentence, times how rare it is. */
export function roleWeight(concept: Concept): number {
  if (concept.head) return 1.6
  if (concept.light) return 0.25
  if (concept.use) return 1
  return concept.describes ? 0.8 : 1.1
}

/** Whether nothing should come back where this concept is not found. */
export function isNeeded(concept: Concept, concepts: readonly Concept[]): boolean {
  if (concept.occasion) return false
  // In a long sentence an unknown word may be no ware at all.
  if (concept.head) return concepts.length <= 3 || concept.known
  return !(concept.describes || concept.light || concept.use) && concepts.length <= 3
}

/** What a ware looks like and is for stands in stories; being mentioned there says enough. */
export const mentionIsEnough = (concept: Concept): boolean =>
  concept.occasion || (!concept.head && (concept.describes || concept.use))

/** How a sentence is answered where its main word is missing: long sentences and occasions are, others are not. */
export function softnessOf(concepts: readonly Concept[]): { soft: boolean; withoutHead: number } {
  const occasion = concepts.some((concept) => concept.head && concept.occasion)
  return { soft: concepts.length > 3 || occasion, withoutHead: occasion ? 0.8 : 0.5 }
}

/** What an answer is worth that is made for others than the shopper looks for, or for everybody. */
export const notForThem = 0.35
export const forEverybody = 0.8

/** Answers of another kind of ware than the best answers are less likely right: from here to 1. */
export const otherKind = 0.75
