import { slugOf } from '../../src/domain/catalog/slug.ts'

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
