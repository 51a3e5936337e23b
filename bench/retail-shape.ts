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

type Department = {
  styles: string[]
  priceFrom: number
  priceTo: number
  worn?: boolean
  /** What a ware of a style is called, where it is more than the style says. */
  wares?: Record<string, string[]>
}

const catalogue: Record<string, Department> = {
  accessories: { styles: ['backpack', 'belt', 'handbag', 'watch'], priceFrom: 20, priceTo: 250, worn: true },
  apparel: { styles: ['jacket', 'scarf', 'shirt', 'socks'], priceFrom: 10, priceTo: 200, worn: true },
  beauty: { styles: ['bathing', 'grooming'], priceFrom: 5, priceTo: 90 },
  books: { styles: ['cooking', 'travel'], priceFrom: 8, priceTo: 60 },
  electronics: { styles: ['camera', 'headphones', 'speaker'], priceFrom: 30, priceTo: 1500 },
  floral: { styles: ['bouquet', 'plant', 'wreath'], priceFrom: 10, priceTo: 120 },
  footwear: {
    styles: ['boot', 'sandals', 'sneaker', 'formal'],
    priceFrom: 40,
    priceTo: 220,
    worn: true,
    wares: { sneaker: ['sneaker', 'running shoe'], formal: ['formal shoe'] },
  },
  furniture: {
    styles: ['chairs', 'sofas', 'tables'],
    priceFrom: 80,
    priceTo: 2400,
    wares: { tables: ['coffee table', 'dining table', 'side table'] },
  },
  groceries: { styles: ['bakery', 'dairy', 'fruits', 'vegetables'], priceFrom: 1, priceTo: 30 },
  homedecor: { styles: ['clock', 'cushion', 'lighting'], priceFrom: 15, priceTo: 300 },
  housewares: { styles: ['bowls', 'kitchen'], priceFrom: 8, priceTo: 180 },
  instruments: { styles: ['keys', 'percussion', 'strings'], priceFrom: 30, priceTo: 4000 },
  jewelry: { styles: ['bracelet', 'earrings', 'necklace'], priceFrom: 20, priceTo: 900, worn: true },
  outdoors: { styles: ['camping', 'fishing', 'kayaking'], priceFrom: 10, priceTo: 400 },
  seasonal: { styles: ['christmas', 'easter', 'halloween'], priceFrom: 5, priceTo: 90 },
  tools: { styles: ['drill', 'hammer', 'saw', 'wrench'], priceFrom: 5, priceTo: 250 },
  'cold dispensed': { styles: ['fountain-carbonated'], priceFrom: 1, priceTo: 6 },
  'food service': { styles: ['pizza', 'nachos'], priceFrom: 3, priceTo: 20 },
  'hot dispensed': { styles: ['hot-chocolate'], priceFrom: 2, priceTo: 8 },
  'salty snacks': { styles: ['potato-chips'], priceFrom: 1, priceTo: 9 },
}

// The last four hold few products, in the demo as here.
const departments = Object.keys(catalogue)
const small = departments.slice(-4)
const large = departments.slice(0, -4)

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
  const category = pick(0, roll(22, 50) === 0 ? small : large)
  const { styles, priceFrom, priceTo, worn, wares } = catalogue[category] as Department
  const style = pick(2, styles)
  const [colour, material, manner, place] = [pick(4, colours), pick(6, materials), pick(8, manners), pick(10, places)]
  const ware = pick(24, wares?.[style] ?? [style.replace(/s$/, '').replaceAll('-', ' ')])
  return {
    id,
    current_stock: roll(12, 30),
    name: `${manner} ${material.charAt(0).toUpperCase()}${material.slice(1)} ${ware.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())}`,
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
