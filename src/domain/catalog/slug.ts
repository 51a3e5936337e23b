/** 'Käsehobel, groß' → 'kaesehobel-gross'. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/&/g, ' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '')

/** 'cold-dispensed' → 'Cold dispensed': the words of a code that has none of its own. */
export const wordsOf = (code: string): string => {
  const words = (code.split('/').at(-1) ?? code).replace(/[-_]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The slug itself, then 'mug-2' to 'mug-9': which of them a product gets depends on what is taken. */
export const slugChoices = (slug: string): string[] => [slug, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${slug}-${n}`)]
