import { formatHex } from 'culori'
import { iconBody } from './icons.ts'
import { recolour } from './recolour.ts'
import { type Box, boxOf, shapesOf } from './shapes.ts'
import { calmed, lighten } from './tidy.ts'

/** One ware on the picture: its drawn part fills `size` (the longer side), stands on `floor` and is centred on `x`. */
export type Placed = {
  ware: string
  /** A colour in hex, or null as the ware is drawn. */
  color: string | null
  x: number
  floor: number
  size: number
  mirrored?: boolean
}

export const edge = 1600

/** The light ground that a ground's class has in the light scheme; for pictures without transparency. */
export function lightGround(ground: string): string {
  const h = ground === 'n' ? 150 : Number(ground.slice(1)) * 15
  return formatHex({ mode: 'oklch', l: 0.937, c: ground === 'n' ? 0.006 : 0.034, h })
}

/** A whole picture: shadows first, wares from the back to the front. `data-ground` is what a JPEG is flattened on. */
export function pictureSvg(
  wares: readonly Placed[],
  ground: string,
  options: { width?: number; height?: number; over?: string; under?: string } = {},
): string {
  const { width = edge, height = edge, over = '', under = '' } = options
  const drawn = wares.map((placed, i) => wareSvg(placed, `w${i}`))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" data-ground="${lightGround(ground)}"><defs>${shadowDefs}</defs>${under}${wares
    .map(shadow)
    .join('')}${drawn.join('')}${over}</svg>`
}

const boxes = new Map<string, Box>()

export function wareBox(ware: string): Box {
  const kept = boxes.get(ware)
  if (kept) return kept
  const box = boxOf(shapesOf(iconBody(ware)))
  boxes.set(ware, box)
  return box
}

/** Width and height of the drawn part when its longer side has this size. */
export function extent(ware: string, size: number): { width: number; height: number } {
  const { left, right, top, bottom } = wareBox(ware)
  const [wide, high] = [right - left, bottom - top]
  const scale = size / Math.max(wide, high)
  return { width: wide * scale, height: high * scale }
}

function wareSvg({ ware, color, x, floor, size, mirrored }: Placed, prefix: string): string {
  const { left, right, top, bottom } = wareBox(ware)
  const scale = size / Math.max(right - left, bottom - top)
  const across = mirrored
    ? `translate(${fixed(x)} ${fixed(floor)}) scale(${fixed(-scale)} ${fixed(scale)})`
    : `translate(${fixed(x)} ${fixed(floor)}) scale(${fixed(scale)})`
  return `<g transform="${across} translate(${fixed(-(left + right) / 2)} ${fixed(-bottom)})">${wareBody(ware, color, prefix)}</g>`
}

/** The drawn ware with names of its own, so that several can stand in one picture. */
export const wareBody = (ware: string, color: string | null, prefix: string): string =>
  colouredBody(ware, color).replace(/(id="|url\(#|href="#)/g, `$1${prefix}`)

const bodies = new Map<string, string>()

function colouredBody(ware: string, color: string | null): string {
  const key = `${ware} ${color}`
  const kept = bodies.get(key) ?? lighten(recolour(ware, color, calmed))
  bodies.set(key, kept)
  return kept
}

const shadowDefs =
  '<radialGradient id="shadow"><stop offset="0" stop-color="#1d1a16" stop-opacity=".34"/><stop offset=".35" stop-color="#1d1a16" stop-opacity=".24"/><stop offset=".65" stop-color="#1d1a16" stop-opacity=".09"/><stop offset="1" stop-color="#1d1a16" stop-opacity="0"/></radialGradient>'

// A gradient looks like a blurred ellipse and costs nothing to draw.
function shadow({ ware, x, floor, size }: Placed): string {
  const { width, height } = extent(ware, size)
  const rx = width * 0.56
  const ry = Math.min(rx * 0.17, height * 0.12)
  return `<ellipse cx="${fixed(x)}" cy="${fixed(floor - ry * 0.12)}" rx="${fixed(rx)}" ry="${fixed(ry)}" fill="url(#shadow)"/>`
}

export const fixed = (value: number): string => String(Math.round(value * 1000) / 1000)
