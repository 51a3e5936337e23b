import type { Refusal, RefusalProblem } from '../catalog/judge-products.ts'

/** What is wrong with a product, for the person who wrote the file. */
const words: Record<RefusalProblem, (refusal: Refusal) => string> = {
  'category-missing': ({ key }) => `'${key}' is new and needs a category.`,
  'name-missing': ({ key, field }) =>
    `'${key}' has no name in this language yet: fill ${field === 'name' ? 'name_en or name_de' : field}.`,
  'slug-taken': ({ value }) => `Another product stands at '${value}'.`,
  'sku-taken': ({ sku, value }) => `SKU '${sku}' belongs to the product '${value}'.`,
  'sku-twice': ({ sku }) => `SKU '${sku}' stands twice in this product.`,
  'attribute-of-another-kind': ({ value }) => `This attribute is a ${value} already.`,
  'options-differ': ({ sku, field }) =>
    `Variant '${sku}' lacks ${field}, by which other variants of the product differ.`,
  'options-twice': ({ sku, value }) => `Variant '${sku}' has the same options as '${value}'.`,
  'unknown-market': ({ value }) => `There is no market '${value}'.`,
  'ends-before-it-begins': ({ key }) => `'${key}' would be published until before it is published from.`,
}

export const sentenceOf = (refusal: Refusal): string => words[refusal.problem](refusal)
