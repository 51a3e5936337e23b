import { type ColorCode, colors, type SeedProduct } from '../seed-format.ts'
import { dimensions } from './dimensions.ts'
import { lookOf } from './looks.ts'
import { edge, extent, fixed, lightGround, type Placed, pictureSvg, wareBody, wareBox } from './place.ts'
import { type PlannedPicture, sizesOf } from './plan.ts'
import { partsOf } from './recolour.ts'

/** How much of its picture a ware fills where it is sold, so that it keeps its size beside others. */
export type ScaleOf = (ware: string) => number

const middle = edge / 2

/** The drawing of a planned picture: square, without a ground. */
export function drawPicture(picture: PlannedPicture, product: SeedProduct, scaleOf: ScaleOf): string {
  const color = colourOf(product, picture.color)
  const main = { ware: product.ware, color, mirrored: lookOf(product.key).mirrored }
  switch (picture.kind) {
    case 'ware':
      return pictureSvg([alone(main, product.scale)], picture.ground)
    case 'beside':
      return pictureSvg(group(main, product, scaleOf), picture.ground)
    case 'row':
      return pictureSvg(row(product), picture.ground)
    case 'size':
      return sizeDrawing(main, product, picture.ground)
    case 'detail':
      return detail(main, picture.ground)
  }
}

export type Ware = Pick<Placed, 'ware' | 'color' | 'mirrored'>

export function colourOf(product: SeedProduct, color: ColorCode | null): string | null {
  const shown = color ?? product.options?.color?.[0] ?? lookOf(product.key).color
  return shown ? colors[shown].hex : null
}

/** The longer side of a ware in its picture. */
const sizeFor = (scale: number): number => edge * (0.2 + 0.62 * Math.min(1, scale))

/** Stands a little below the middle, so that its shadow belongs to it. */
function alone(ware: Ware, scale: number): Placed {
  const size = sizeFor(scale)
  const { height } = extent(ware.ware, size)
  return { ...ware, x: middle, floor: middle + height / 2 + edge * 0.01, size }
}

/** The ware in front, the others around it in the size that they have where they are sold. */
function group(ware: Ware, { ware: own, beside = [], scale }: SeedProduct, scaleOf: ScaleOf): Placed[] {
  const others = beside.filter((other) => other !== own).slice(0, 3)
  const near = (other: string) => Math.min(1.05, Math.max(0.5, scaleOf(other) / Math.max(0.35, scale)))
  return stillLife(
    ware,
    others.map((other) => ({ ware: other, color: null, share: near(other) })),
    Math.min(1, 0.82 + scale * 0.22),
  )
}

/**
 * A ware with up to three others: two behind it to the left and the right, a small one before it. `share`: how large each is beside the
 * first one.
 */
export function stillLife(main: Ware, others: readonly (Ware & { share: number })[], fill = 1): Placed[] {
  const [left, right, front] = others
  const size = edge * (right ? 0.54 : 0.58) * fill
  const { width, height } = extent(main.ware, size)
  const floor = middle + Math.max(height * 0.5, edge * 0.24) + edge * 0.06
  const x = right ? middle : middle - edge * 0.1
  const back = floor - edge * 0.055
  const placed: Placed[] = []
  if (left) {
    const leftSize = size * left.share * 0.78
    const reach = width / 2 + extent(left.ware, leftSize).width * 0.3
    placed.push({ ...left, x: right ? x - reach : x + reach, floor: back, size: leftSize })
  }
  if (right) {
    const rightSize = size * right.share * 0.72
    const reach = width / 2 + extent(right.ware, rightSize).width * 0.28
    placed.push({ ...right, x: x + reach, floor: back - edge * 0.012, size: rightSize })
  }
  placed.push({ ...main, x, floor, size })
  if (front) {
    const frontSize = size * front.share * 0.5
    const reach = width * 0.46 + extent(front.ware, frontSize).width * 0.3
    placed.push({ ...front, x: x + reach, floor: floor + edge * 0.045, size: frontSize })
  }
  return centred(placed)
}

/** The ware in up to five of its colours, side by side on a slant. */
function row(product: SeedProduct): Placed[] {
  const shown = (product.options?.color ?? []).slice(0, 5)
  const count = shown.length
  const free = edge * 0.88
  const overlap = 0.82
  const proportions = extent(product.ware, 1)
  const size = Math.min(
    edge * 0.62,
    free / (proportions.width * (1 + (count - 1) * overlap)),
    (free * 0.8) / proportions.height,
  )
  const step = extent(product.ware, size).width * overlap
  const slant = edge * (count > 2 ? 0.05 : 0.07)
  return centred(
    shown.map((color, i) => ({
      ware: product.ware,
      color: colors[color].hex,
      x: i * step,
      floor: i * slant,
      size,
      mirrored: lookOf(product.key).mirrored,
    })),
  )
}

/** Moves a group into the middle of the picture and makes it smaller where it is too large. */
export function centred(placed: Placed[], width = edge, height = edge, margin = 0.06): Placed[] {
  const sides = placed.map((one) => {
    const { width, height } = extent(one.ware, one.size)
    return { left: one.x - width / 2, right: one.x + width / 2, top: one.floor - height, bottom: one.floor }
  })
  const left = Math.min(...sides.map((side) => side.left))
  const right = Math.max(...sides.map((side) => side.right))
  const top = Math.min(...sides.map((side) => side.top))
  const bottom = Math.max(...sides.map((side) => side.bottom))
  const shrink = Math.min(1, (width * (1 - 2 * margin)) / (right - left), (height * (1 - 2 * margin)) / (bottom - top))
  return placed.map((one) => ({
    ...one,
    size: one.size * shrink,
    x: width / 2 + (one.x - (left + right) / 2) * shrink,
    floor: height / 2 + edge * 0.01 + (one.floor - (top + bottom) / 2) * shrink,
  }))
}

/** The ware with a line and a number for each measure. */
function sizeDrawing(ware: Ware, product: SeedProduct, ground: string): string {
  const size = edge * 0.58
  const { width, height } = extent(ware.ware, size)
  const sizes = sizesOf(product)
  const has = (side: 'across' | 'upwards') => sizes.some((size) => size.side === side)
  // Numbers stand to the right and below: ware and numbers together are in the middle.
  const x = middle - (has('upwards') ? edge * 0.11 : 0)
  const floor = middle + height / 2 - (has('across') ? edge * 0.06 : 0)
  return pictureSvg([{ ...ware, x, floor, size }], ground, {
    over: dimensions(
      { left: x - width / 2, right: x + width / 2, top: floor - height, bottom: floor },
      sizesOf(product),
    ),
  })
}

/** A close view of where the ware has most to show: the frame is full to its edges. */
function detail({ ware, color, mirrored }: Ware, ground: string): string {
  const { left, right, top, bottom } = wareBox(ware)
  const side = Math.max(right - left, bottom - top) * 0.56
  const [x, y] = richest(ware, side)
  const scale = edge / side
  const flip = mirrored ? `translate(${edge} 0) scale(-1 1) ` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${edge}" height="${edge}" viewBox="0 0 ${edge} ${edge}" data-ground="${lightGround(ground)}"><g transform="${flip}scale(${fixed(scale)}) translate(${fixed(-x)} ${fixed(-y)})">${wareBody(ware, color, 'w')}</g></svg>`
}

/** The window with the most forms in it, as long as the ware covers most of the window. */
function richest(ware: string, side: number): [x: number, y: number] {
  const { left, right, top, bottom } = wareBox(ware)
  const { shapes } = partsOf(ware)
  let best: [number, number] = [(left + right - side) / 2, (top + bottom - side) / 2]
  let most = -1
  for (let y = top; y <= bottom - side; y += 1)
    for (let x = left; x <= right - side; x += 1) {
      let worth = 0
      for (const { box, area } of shapes) {
        const wide = Math.min(box.right, x + side) - Math.max(box.left, x)
        const high = Math.min(box.bottom, y + side) - Math.max(box.top, y)
        const boxArea = (box.right - box.left) * (box.bottom - box.top)
        if (wide <= 0 || high <= 0 || boxArea <= 0) continue
        const share = (wide * high) / boxArea
        // Small forms are details; large ones only fill the frame.
        worth += share * Math.min(6, Math.sqrt(area)) + (wide * high * Math.min(1, area / boxArea)) / (side * side)
      }
      if (worth > most) [most, best] = [worth, [x, y]]
    }
  return best
}
