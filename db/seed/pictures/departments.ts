import { type ColorCode, colors, type SeedDepartment, type SeedProduct } from '../seed-format.ts'
import { centred, stillLife } from './draw.ts'
import { edge, type Placed, pictureSvg } from './place.ts'

/*
 * Pictures that belong to no product: departments, collections, the categories of an imported catalogue, the front page. A category row
 * keeps no ground, so the key of a picture may end with it: 'department-kitchen-h11'.
 */

export type Still = { mediaKey: string; svg: () => string }

/** 'teapot', 'teapot:cherry', 'teapot:cherry*0.8': ware, colour, size beside the first one. The first stands in front. */
type Set = readonly [ground: string, ...wares: string[]]

const departments: Record<string, Set> = {
  kitchen: ['h11', 'shallow-pan-of-food:fir', 'kitchen-knife:walnut', 'balance-scale', 'garlic*0.8'],
  table: ['h05', 'teapot:sage', 'wine-glass*1.1', 'bowl-with-spoon:terracotta*0.9', 'lemon*0.8'],
  living: ['h17', 'couch-and-lamp:cobalt', 'potted-plant*0.8', 'amphora:terracotta*0.6'],
  'bed-bath': ['h15', 'bathtub', 'candle:chalk*0.6', 'lotion-bottle:sage*0.5'],
  clothing: ['h08', 'coat:moss', 't-shirt:terracotta', 'billed-cap:sand*0.9', 'scarf:cherry'],
  'shoes-bags': ['h01', 'handbag:cherry', 'running-shoe:lagoon', 'mans-shoe:walnut'],
  jewellery: ['h20', 'gem-stone:lilac', 'ring:sky*0.9', 'watch:night', 'prayer-beads:coral'],
  care: ['h00', 'lotion-bottle:rose', 'soap:saffron*0.9', 'toothbrush:lagoon*0.9', 'lipstick:cherry'],
  pantry: ['h06', 'honey-pot', 'bread', 'cheese-wedge', 'grapes'],
  sport: ['h14', 'bicycle:lagoon', 'basketball:terracotta*0.6', 'boxing-glove:cherry*0.6'],
  outdoor: ['h12', 'camping', 'backpack:terracotta*0.8', 'compass*0.6', 'flashlight'],
  play: ['h03', 'teddy-bear', 'puzzle-piece:lagoon*0.7', 'kite*0.9', 'game-die*0.7'],
  office: ['h18', 'notebook-with-decorative-cover', 'pencil', 'desktop-computer', 'pushpin'],
  music: ['h04', 'guitar', 'long-drum', 'headphone*0.8', 'maracas'],
  workshop: ['h02', 'toolbox', 'hammer', 'screwdriver', 'nut-and-bolt'],
  tech: ['h19', 'headphone:ink', 'camera:coral*0.9', 'radio:saffron', 'computer-mouse:lagoon'],
  'plants-garden': ['h10', 'potted-plant', 'sunflower', 'bucket*0.8', 'seedling'],
  party: ['h22', 'balloon', 'wrapped-gift', 'party-popper', 'cupcake'],
}

const collections: Record<string, Set> = {
  'slow-breakfast': ['h04', 'teapot:coral', 'hot-beverage:cobalt*0.9', 'honey-pot*0.8', 'croissant'],
  'first-home': ['h16', 'chair:oak', 'cooking:cobalt', 'couch-and-lamp:saffron*1.2', 'light-bulb:lemon*0.8'],
  'weekend-out': ['h11', 'camping', 'backpack:terracotta*0.7', 'hiking-boot*0.6', 'flashlight*0.7'],
  'gifts-under-30': ['h23', 'wrapped-gift', 'candle:fir', 'chocolate-bar', 'hot-beverage:cherry'],
  'music-at-home': ['h19', 'guitar', 'headphone', 'musical-keyboard', 'maracas'],
}

/** Categories that other catalogues have: what stands in for their products without pictures. */
const elsewhere: Record<string, Set> = {
  accessories: ['h01', 'handbag:walnut', 'sunglasses*0.9', 'watch:night*0.8'],
  apparel: ['h08', 't-shirt:sage', 'jeans', 'socks:coral*0.7'],
  beauty: ['h00', 'lipstick:coral', 'lotion-bottle:rose', 'mirror'],
  books: ['h07', 'books', 'glasses:walnut*0.8'],
  electronics: ['h19', 'headphone', 'camera', 'radio'],
  floral: ['h23', 'bouquet', 'potted-plant', 'tulip'],
  'food-service': ['h04', 'takeout-box', 'chopsticks:cherry', 'cup-with-straw:cherry'],
  footwear: ['h13', 'running-shoe:lagoon', 'womans-boot:walnut', 'thong-sandal:coral*0.8'],
  furniture: ['h05', 'chair:oak', 'couch-and-lamp:moss*1.3', 'mantelpiece-clock:walnut*0.7'],
  groceries: ['h09', 'basket:oak', 'bread', 'leafy-green', 'red-apple*0.9'],
  homedecor: ['h03', 'amphora:terracotta', 'candle:chalk', 'framed-picture:oak'],
  housewares: ['h15', 'pot-of-food:lagoon', 'fork-and-knife:silver', 'teapot:saffron'],
  instruments: ['h02', 'guitar', 'violin', 'trumpet', 'long-drum'],
  jewelry: ['h20', 'ring:sky', 'gem-stone:lilac', 'prayer-beads:coral'],
  outdoors: ['h12', 'camping', 'fishing-pole', 'canoe', 'compass*0.8'],
  seasonal: ['h10', 'christmas-tree', 'wrapped-gift', 'jack-o-lantern', 'bell*0.9'],
  tools: ['h16', 'toolbox', 'hammer', 'carpentry-saw', 'wrench'],
  'cold-dispensed': ['h14', 'cup-with-straw:lagoon', 'ice:sky*0.8'],
  'hot-dispensed': ['h03', 'hot-beverage:walnut', 'chocolate-bar'],
  'salty-snacks': ['h06', 'popcorn', 'pretzel', 'peanuts'],
}

const home = [
  'luggage',
  'teapot:coral',
  'couch-and-lamp:cobalt',
  'potted-plant',
  'guitar',
  'running-shoe:saffron',
  'hot-beverage:cobalt',
  'camera',
  'closed-umbrella:cherry',
] as const

const departmentSet = (code: string, products: readonly SeedProduct[]): Set =>
  departments[code] ?? ['n', ...bestWares(products.filter(({ category }) => category.startsWith(`${code}/`)))]

/** The key of a department's picture. */
export const departmentPicture = (code: string): string => `department-${code}-${departments[code]?.[0] ?? 'n'}`

/** The key of a collection's picture. */
export const collectionPicture = (code: string): string => `collection-${code}-${collections[code]?.[0] ?? 'n'}`

/** Everything that is drawn beside the pictures of products. */
export function stills(shop: {
  departments: readonly SeedDepartment[]
  products: readonly SeedProduct[]
  collections: readonly string[]
}): Still[] {
  const found: Still[] = []
  const add = (mediaKey: string, set: Set) => found.push({ mediaKey, svg: () => still(set) })
  for (const code of new globalThis.Set(shop.departments.map(({ code }) => code)))
    add(departmentPicture(code), departmentSet(code, shop.products))
  for (const code of shop.collections)
    add(collectionPicture(code), collections[code] ?? ['n', ...bestWares(shop.products)])
  for (const [code, set] of Object.entries(elsewhere)) add(`category-${code}`, set)
  found.push(
    { mediaKey: 'scene-parcel', svg: () => still(['h04', 'package']) },
    { mediaKey: 'scene-home', svg: () => homeScene(edge, 900) },
    { mediaKey: 'scene-home-tall', svg: () => homeScene(1280, edge) },
  )
  return found
}

function bestWares(products: readonly SeedProduct[]): string[] {
  const best = [...products].sort((a, b) => b.popularity - a.popularity)
  const wares = best.map(({ ware, options }) => (options?.color?.[0] ? `${ware}:${options.color[0]}` : ware))
  return wares
    .filter((ware, i) => wares.findIndex((other) => other.split(':')[0] === ware.split(':')[0]) === i)
    .slice(0, 3)
}

function still([ground, ...wares]: Set): string {
  const [main, ...others] = wares.map(parse)
  if (!main) throw new Error('A still life needs a ware.')
  return pictureSvg(stillLife(main, others), ground)
}

export function parse(text: string): { ware: string; color: string | null; share: number } {
  const [, ware = '', color, share] = /^([\w-]+)(?::(\w+))?(?:\*([\d.]+))?$/.exec(text) ?? []
  return { ware, color: color ? colors[color as ColorCode].hex : null, share: Number(share ?? 1) }
}

/** Where the wares of the front page stand: across, floor and size in parts of the picture; the back row first. */
const wide = [
  [0.2, 0.66, 0.44],
  [0.37, 0.74, 0.24],
  [0.5, 0.63, 0.52],
  [0.83, 0.66, 0.4],
  [0.71, 0.62, 0.46],
  [0.62, 0.86, 0.26],
  [0.27, 0.86, 0.27],
  [0.45, 0.9, 0.2],
  [0.06, 0.75, 0.32],
] as const
const tall = [
  [0.24, 0.42, 0.42],
  [0.3, 0.66, 0.3],
  [0.63, 0.4, 0.5],
  [0.84, 0.6, 0.34],
  [0.52, 0.62, 0.4],
  [0.72, 0.84, 0.36],
  [0.26, 0.84, 0.36],
  [0.5, 0.92, 0.26],
  [0.1, 0.62, 0.34],
] as const

function homeScene(width: number, height: number): string {
  const spots = width > height ? wide : tall
  const short = Math.min(width, height)
  const placed: Placed[] = home.map((text, i) => {
    const [x, floor, size] = spots[i] ?? [0.5, 0.5, 0.3]
    return { ...parse(text), x: x * width, floor: floor * height, size: size * short }
  })
  return pictureSvg(
    centred(
      placed.sort((a, b) => a.floor - b.floor),
      width,
      height,
      0.03,
    ),
    'h05',
    { width, height },
  )
}
