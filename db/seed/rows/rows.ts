/** A row of a table by the names of its columns, in camel case. Ids are given, so that rows can name each other before they are written. */
export type Row = Record<string, unknown>

export const emptyRows = () => ({
  brand: [] as Row[],
  category: [] as Row[],
  category_text: [] as Row[],
  attribute: [] as Row[],
  attribute_value: [] as Row[],
  product: [] as Row[],
  product_text: [] as Row[],
  product_attribute: [] as Row[],
  product_option: [] as Row[],
  variant: [] as Row[],
  variant_option: [] as Row[],
  price: [] as Row[],
  price_history: [] as Row[],
  product_image: [] as Row[],
  variant_image: [] as Row[],
  stock: [] as Row[],
  stock_movement: [] as Row[],
  person: [] as Row[],
  contact: [] as Row[],
  review: [] as Row[],
  product_related: [] as Row[],
  collection: [] as Row[],
  collection_text: [] as Row[],
  collection_product: [] as Row[],
})

export type DemoRows = ReturnType<typeof emptyRows>

/** The instant so many days before the seed's own. */
export type Ago = (days: number) => string

export const languages = ['en', 'de'] as const
