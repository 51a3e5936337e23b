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
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** Gives each name a slug of its own: a second 'mug' becomes 'mug-2'. */
export function slugMaker(): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    const slug = slugOf(name)
    let own = slug
    for (let n = 2; taken.has(own); n++) own = `${slug}-${n}`
    taken.add(own)
    return own
  }
}
