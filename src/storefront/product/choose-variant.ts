import type { ProductPage, ShelfVariant } from '../../domain/browse/shelf.ts'

export type ValueState = 'chosen' | 'there' | 'sold-out' | 'not-made'

export type OptionChoice = {
  code: string
  name: string
  values: {
    code: string
    name: string
    hex: string | null
    /** Seen beside the other choices: 'Sage in M is sold out', 'Sage is not made in M'. */
    state: ValueState
    /** The choice that the value's link leads to. */
    options: Record<string, string>
  }[]
}

export type Choice = { variant: ShelfVariant; options: OptionChoice[] }

/** The variant that the address names as far as it names one; what it leaves open falls on what is in stock. */
export function chooseVariant(
  product: Pick<ProductPage, 'options' | 'variants'>,
  query: URLSearchParams,
): Choice | null {
  const wish: Record<string, string> = {}
  for (const option of product.options) {
    const value = query.get(option.code)
    if (value && option.values.some(({ code }) => code === value)) wish[option.code] = value
  }
  const variant = nearest(product.variants, wish)
  if (!variant) return null
  return {
    variant,
    options: product.options.map((option) => ({
      code: option.code,
      name: option.name,
      values: option.values
        .filter(({ code }) => product.variants.some(({ options }) => options[option.code] === code))
        .map((value) => {
          const wanted = { ...variant.options, [option.code]: value.code }
          const exact = product.variants.find((other) => fits(other, wanted))
          const target = exact ?? nearest(product.variants, { [option.code]: value.code }) ?? variant
          return {
            ...value,
            state:
              value.code === variant.options[option.code]
                ? ('chosen' as const)
                : !exact
                  ? ('not-made' as const)
                  : exact.available > 0
                    ? ('there' as const)
                    : ('sold-out' as const),
            options: target.options,
          }
        }),
    })),
  }
}

const fits = (variant: ShelfVariant, wish: Record<string, string>) =>
  Object.entries(wish).every(([code, value]) => variant.options[code] === value)

function nearest(variants: readonly ShelfVariant[], wish: Record<string, string>): ShelfVariant | undefined {
  const fitting = variants.filter((variant) => fits(variant, wish))
  const from = fitting.length > 0 ? fitting : variants
  return from.find(({ available }) => available > 0) ?? from[0]
}
