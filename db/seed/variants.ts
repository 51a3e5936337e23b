import { type ColorCode, colors, type SeedProduct, type Words } from './seed-format.ts'

/** The options that tell variants apart, in the order in which a shopper chooses, and the attribute that each belongs to. */
export const optionKinds = ['color', 'style', 'size', 'volume', 'weight'] as const
export type OptionKind = (typeof optionKinds)[number]

export type SeedVariant = { options: Partial<Record<OptionKind, string>>; codes: string[] }

/** All combinations of the options but those that are not made. A product without options has one variant. */
export function variantsOf(product: SeedProduct): SeedVariant[] {
  const kinds = optionKinds.filter((kind) => product.options?.[kind]?.length)
  const all = kinds.reduce<SeedVariant[]>(
    (made, kind) =>
      made.flatMap(({ options, codes }) =>
        (product.options?.[kind] ?? []).map((code) => ({
          options: { ...options, [kind]: code },
          codes: [...codes, code],
        })),
      ),
    [{ options: {}, codes: [] }],
  )
  const without = new Set(product.without ?? [])
  return all.filter(({ codes }) => !without.has(codes.join('/')))
}

/** The words of an option value: a colour's name, a file's own word, or the code itself: 's' → 'S', '250-ml' → '250 ml'. */
export function optionWords(kind: OptionKind, code: string, words: Record<string, Words>): Words {
  if (kind === 'color') return colors[code as ColorCode].name
  const own = words[code]
  if (own) return own
  const text = /^(\d*x*[smlx]|one-size)$/.test(code) ? code.toUpperCase().replace('-', ' ') : code.replace(/-/g, ' ')
  const german = text.replace(/(\d)\.(\d)/g, '$1,$2')
  return { en: text, de: german }
}

/** A valid EAN-13 of the range for a shop's own use (200-299), from a number. */
export function barcodeOf(number: number): string {
  const digits = `200${String(number).padStart(9, '0')}`
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
