import { forgetShelf } from '../domain/browse/about.ts'
import type { Fact } from '../kit/facts.ts'
import type { Memory } from '../kit/memory.ts'

/** Forgets the kept pages that a fact made untrue. */
export function forgetPages(pages: Memory, fact: Fact): void {
  // Every page holds the menu, which follows from all products.
  if (fact.fact === 'product.changed') pages.forget('')
  else forgetShelf(pages, fact)
}
