import { createHash } from 'node:crypto'

/** Products of the shape of the retail demo's catalogue, for tests and benchmarks: the same seed gives the same products. */

export type RetailProduct = {
  id: string
  current_stock: number
  name: string
  category: string
  style: string
  description: string
  price: number
  image: string
  gender_affinity?: 'F' | 'M'
  where_visible: 'UI'
  promoted?: boolean
}

const catalogue: Record<string, { styles: string[]; priceFrom: number; priceTo: number; worn?: boolean }> = {
  accessories: { styles: ['backpack', 'belt', 'handbag', 'watch'], priceFrom: 20, priceTo: 250, worn: true },
  apparel: { styles: ['jacket', 'scarf', 'shirt', 'socks'], priceFrom: 10, priceTo: 200, worn: true },
  electronics: { styles: ['camera', 'headphones', 'speaker'], priceFrom: 30, priceTo: 1500 },
  footwear: { styles: ['boot', 'sandals', 'sneaker'], priceFrom: 40, priceTo: 220, worn: true },
  furniture: { styles: ['chairs', 'sofas', 'tables'], priceFrom: 80, priceTo: 2400 },
  groceries: { styles: ['bakery', 'dairy', 'fruits', 'vegetables'], priceFrom: 1, priceTo: 30 },
  homedecor: { styles: ['clock', 'cushion', 'lighting'], priceFrom: 15, priceTo: 300 },
  housewares: { styles: ['bowls', 'kitchen'], priceFrom: 8, priceTo: 180 },
  instruments: { styles: ['keys', 'percussion', 'strings'], priceFrom: 30, priceTo: 4000 },
  outdoors: { styles: ['camping', 'fishing'], priceFrom: 10, priceTo: 400 },
}

const manners = ['Rugged', 'Gentle', 'Quiet', 'Bold', 'Classic', 'Slim', 'Heavy', 'Airy', 'Vivid', 'Plain', 'Coastal']
const colours = ['black', 'navy', 'beige', 'crimson', 'olive', 'ivory', 'teal', 'brown', 'grey', 'mustard']
const materials = ['leather', 'oak', 'cotton', 'steel', 'linen', 'ceramic', 'wool', 'canvas', 'glass', 'bamboo']
const places = ['at home', 'on the road', 'in the garden', 'at the table', 'by the sea', 'in the city']

export function* generateRetailProducts(count: number, seed: string): Generator<RetailProduct> {
  for (let i = 0; i < count; i++) yield productAt(i, seed)
}

function productAt(i: number, seed: string): RetailProduct {
  const dice = createHash('sha256').update(`${seed} ${i}`).digest()
  const roll = (at: number, sides: number) => dice.readUInt16BE(at) % sides
  const pick = <T>(at: number, from: readonly T[]): T => from[roll(at, from.length)] as T
  const hex = dice.toString('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  const category = pick(0, Object.keys(catalogue))
  const { styles, priceFrom, priceTo, worn } = catalogue[category] ?? { styles: ['other'], priceFrom: 1, priceTo: 10 }
  const style = pick(2, styles)
  const [colour, material, manner, place] = [pick(4, colours), pick(6, materials), pick(8, manners), pick(10, places)]
  const ware = style.replace(/s$/, '')
  return {
    id,
    current_stock: roll(12, 30),
    name: `${manner} ${material.charAt(0).toUpperCase()}${material.slice(1)} ${ware.charAt(0).toUpperCase()}${ware.slice(1)}`,
    category,
    style,
    description: `A ${manner.toLowerCase()} ${colour} ${ware} of ${material}, made for days ${place}. It keeps its shape and ages well.`,
    price: priceFrom + roll(14, priceTo - priceFrom) + 0.99,
    image: `${id}.jpg`,
    ...(worn && roll(16, 4) > 0 ? { gender_affinity: roll(18, 2) === 0 ? ('F' as const) : ('M' as const) } : {}),
    where_visible: 'UI',
    ...(roll(20, 4) === 0 ? { promoted: true } : {}),
  }
}

/** One product as it stands in the file. */
export const retailYaml = (product: RetailProduct): string =>
  Object.entries(product)
    .map(([name, value], i) => `${i === 0 ? '- ' : '  '}${name}: ${value}\n`)
    .join('')
