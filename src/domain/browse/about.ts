import type { Fact } from '../../kit/facts.ts'
import type { Memory } from '../../kit/memory.ts'

/** The names by which kept values say what they are about. */
export const aboutProduct = (id: number): string => `product:${id}`
export const aboutVariant = (id: number): string => `variant:${id}`
/** Whatever follows from the answers of the product search. */
export const aboutSearch = 'search'

/** Forgets of the shelf what a fact made untrue. `search.changed` is for who has brought the search up to date. */
export function forgetShelf(memory: Memory, fact: Fact): void {
  switch (fact.fact) {
    case 'product.changed':
      // Menus, facets and the front page follow from all products.
      memory.forget('browse:')
      memory.forgetAbout(fact.productIds.map(aboutProduct))
      break
    case 'stock.changed':
      memory.forgetAbout(fact.variantIds.map(aboutVariant))
      break
    case 'search.changed':
      memory.forgetAbout([aboutSearch])
      break
    case 'catalogue.changed':
      memory.forget('')
  }
}
