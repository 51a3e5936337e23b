import { clampChroma, formatHex } from 'culori'
import { type Oklch, oklchOf } from './hue.ts'
import { iconBody } from './icons.ts'
import { attribute, type Shape, shapesOf } from './shapes.ts'
import { calmed } from './tidy.ts'
import { coloured } from './wares.ts'

/*
 * A ware is recoloured by the shape: a shape whose mean colour belongs to the ware's main colour is moved with all its gradients and inner
 * shadows, so that light and dark stay where they were; every other shape stays as it is drawn.
 */

type Mean = Oklch & { chromatic: boolean }

/** Below this a colour is grey. */
const greyChroma = 0.035

/** The greys of this icon set lean to violet: steel, porcelain, paper and steam. */
const isGrey = ({ c, h }: Oklch): boolean => c < greyChroma || (c < 0.068 && h > 275 && h < 330)

export type Parts = {
  /** The colour that the moved parts have together. */
  main: Oklch
  shapes: Shape[]
  moved: Set<Shape>
}

const known = new Map<string, Parts>()

/** The shapes of a ware and which of them carry its colour. */
export function partsOf(ware: string): Parts {
  const kept = known.get(ware)
  if (kept) return kept
  const shapes = shapesOf(iconBody(ware)).filter(({ paints }) => paints.length > 0)
  const means = new Map(shapes.map((shape) => [shape, meanOf(shape)]))
  const mean = (shape: Shape) => means.get(shape) ?? { l: 0, c: 0, h: 0, chromatic: false }
  const wanted = coloured[ware] ?? {}
  const hue = wanted.hue ?? peakHue(shapes, mean)
  const isMoved = (shape: Shape): boolean => {
    const { c, h, l, chromatic } = mean(shape)
    if (shape.area < (wanted.largerThan ?? 0) || shape.box.top < (wanted.below ?? 0)) return false
    if (l > (wanted.lightest ?? 1) || c < (wanted.least ?? 0)) return false
    if (wanted.parts === 'all') return true
    if (wanted.parts === 'grey') return !chromatic
    return hue !== null && chromatic && apart(h, hue) <= (wanted.reach ?? 48)
  }
  let moved = shapes.filter(isMoved)
  if (moved.length === 0) moved = shapes
  const main = averageOf(moved.map((shape) => ({ color: mean(shape), weight: shape.area })))
  const parts = { main, shapes, moved: new Set(moved) }
  known.set(ware, parts)
  return parts
}

/** The colour that an eye would name the ware by. */
export function mainColour(ware: string): Oklch {
  const { main } = partsOf(ware)
  return oklchOf(calmed(hexOf(main)))
}

/** The body of the icon with its coloured parts in another colour. `rest`: what becomes of the colours of all other parts. */
export function recolour(ware: string, target: string | null, rest: (color: string) => string = same): string {
  const { main, shapes, moved } = partsOf(ware)
  const move = target === null ? rest : mover(main, oklchOf(target))
  const isMoved = (shape: Shape) => target !== null && moved.has(shape)
  const paintsOfMoved = new Set(shapes.filter(isMoved).flatMap(({ gradients }) => gradients))
  const filtersOfOthers = new Set(shapes.filter((shape) => !isMoved(shape)).flatMap(({ filters }) => filters))
  const outlines = new Set(shapes.filter(isMoved).map(({ outline }) => outline))
  return iconBody(ware)
    .replace(/<(linear|radial)Gradient([^>]*)>[\s\S]*?<\/\1Gradient>/g, (text, _, given: string) => {
      const change = paintsOfMoved.has(attribute(given, 'id') ?? '') ? move : rest
      return text.replace(
        /stop-color="(#[0-9a-fA-F]+)"/g,
        (_: string, color: string) => `stop-color="${change(color)}"`,
      )
    })
    .replace(/<filter([^>]*)>[\s\S]*?<\/filter>/g, (text, given: string) => {
      const change = filtersOfOthers.has(attribute(given, 'id') ?? '') ? rest : move
      return text.replace(/values="([^"]*)"/g, (all: string, values: string) => changeMatrix(all, values, change))
    })
    .replace(/<(path|rect|circle|ellipse)\b([^>]*)>/g, (text) => {
      const change = outlines.has(outlineIn(text)) ? move : rest
      return text.replace(/(fill|stroke)="(#[0-9a-fA-F]+)"/g, (_, paint, color) => `${paint}="${change(color)}"`)
    })
}

const same = (color: string): string => color

const outlineIn = (tag: string) => shapesOf(tag)[0]?.outline ?? ''

// An inner shadow is a colour matrix whose last column is the shadow's colour.
function changeMatrix(all: string, values: string, change: (color: string) => string): string {
  const numbers = values.trim().split(/\s+/).map(Number)
  const [r = 0, g = 0, b = 0] = [numbers[4], numbers[9], numbers[14]]
  if (r === g && g === b) return all
  const before = formatHex({ mode: 'rgb', r, g, b })
  const hex = change(before)
  if (hex === before) return all
  const moved = [1, 3, 5].map((at) => Number((Number.parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(3)))
  ;[numbers[4], numbers[9], numbers[14]] = [moved[0] ?? 0, moved[1] ?? 0, moved[2] ?? 0]
  return `values="${numbers.join(' ')}"`
}

/** Moves every colour as the main one is moved to the target: light parts stay lighter and dark parts darker by nearly as much. */
function mover(main: Oklch, target: Oklch): (color: string) => string {
  const moved = new Map<string, string>()
  const grey = target.c < 0.03
  return (color) => {
    const kept = moved.get(color)
    if (kept) return kept
    const from = oklchOf(color)
    const l = soft(target.l + (from.l - main.l) * (from.l > main.l ? lift(main, target) : fall(main, target)))
    const turn = main.c < greyChroma ? 0 : Math.max(-24, Math.min(24, signedTurn(from.h, main.h) * 0.45))
    // Highlights are paler than the body and shadows may be richer: the ratio stays.
    const ratio = main.c < greyChroma ? paleness(from.l, main.l) : Math.min(1.2, from.c / main.c)
    const hex = hexOf({
      l,
      c: Math.max(0, target.c * (grey ? Math.min(1, ratio) : ratio)),
      h: target.h + (grey ? 0 : turn),
    })
    moved.set(color, hex)
    return hex
  }
}

const hexOf = (color: Oklch): string => formatHex(clampChroma({ mode: 'oklch', ...color }, 'oklch'))

const lift = (main: Oklch, target: Oklch) => Math.min(1, (1 - target.l) / Math.max(0.05, 1 - main.l) + 0.15)
const fall = (main: Oklch, target: Oklch) => Math.min(0.95, 0.25 + (0.75 * target.l) / Math.max(0.2, main.l))
const paleness = (l: number, mainL: number) => (l > mainL ? Math.max(0.25, 1 - (l - mainL) * 1.6) : 1)

/** Neither black nor paper white: both ends bend. */
function soft(l: number): number {
  if (l > 0.92) return 0.92 + 0.075 * (1 - Math.exp(-(l - 0.92) / 0.075))
  if (l < 0.16) return 0.16 - 0.1 * (1 - Math.exp(-(0.16 - l) / 0.1))
  return l
}

function peakHue(shapes: readonly Shape[], mean: (shape: Shape) => Mean): number | null {
  const chromatic = shapes.map((shape) => ({ ...mean(shape), area: shape.area })).filter((shape) => shape.chromatic)
  let [best, most] = [0, 0]
  for (let hue = 0; hue < 360; hue += 5) {
    const weight = chromatic.reduce(
      (sum, { h, c, area }) => sum + area * Math.min(c, 0.15) * Math.max(0, 1 - apart(h, hue) / 30),
      0,
    )
    if (weight > most) [best, most] = [hue, weight]
  }
  return most > 0 ? best : null
}

function meanOf({ paints }: Shape): Mean {
  const mean = averageOf(paints.map(({ color, weight }) => ({ color: oklchOf(color), weight })))
  return { ...mean, chromatic: !isGrey(mean) }
}

function averageOf(colors: readonly { color: Oklch; weight: number }[]): Oklch {
  let [l, a, b, all] = [0, 0, 0, 0]
  for (const { color, weight } of colors) {
    const turn = (color.h * Math.PI) / 180
    l += color.l * weight
    a += color.c * Math.cos(turn) * weight
    b += color.c * Math.sin(turn) * weight
    all += weight
  }
  if (all === 0) return { l: 0.5, c: 0, h: 0 }
  return { l: l / all, c: Math.hypot(a, b) / all, h: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360 }
}

const signedTurn = (to: number, from: number) => ((((to - from + 180) % 360) + 360) % 360) - 180
const apart = (a: number, b: number) => Math.abs(signedTurn(a, b))
