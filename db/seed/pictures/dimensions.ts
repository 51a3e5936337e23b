import type { SeedMeasure } from '../seed-format.ts'
import { edge, fixed } from './place.ts'
import type { Box } from './shapes.ts'

/** One grey for light and dark grounds: three to one against both. */
const ink = '#82807b'
const gap = edge * 0.06
const tick = edge * 0.016
const figure = edge * 0.05

/** Lines along the ware with ticks at their ends and the measure on them. */
export function dimensions(box: Box, sizes: readonly { side: 'across' | 'upwards'; measure: SeedMeasure }[]): string {
  return sizes
    .map(({ side, measure }) => {
      const text = plain(measure)
      if (side === 'across') {
        const y = box.bottom + gap
        return (
          lines([
            [box.left, y, box.right, y],
            [box.left, y - tick, box.left, y + tick],
            [box.right, y - tick, box.right, y + tick],
          ]) + written(text, (box.left + box.right) / 2, y + figure * 1.5, 'middle')
        )
      }
      const x = box.right + gap
      return (
        lines([
          [x, box.top, x, box.bottom],
          [x - tick, box.top, x + tick, box.top],
          [x - tick, box.bottom, x + tick, box.bottom],
        ]) + written(text, x + figure * 0.5, (box.top + box.bottom) / 2, 'start')
      )
    })
    .join('')
}

/** Whole numbers only: a decimal point is a comma in another language. */
export function plain({ value, unit }: Pick<SeedMeasure, 'value' | 'unit'>): string {
  if (Number.isInteger(value)) return `${value} ${unit}`
  if (unit === 'cm') return `${Math.round(value * 10)} mm`
  if (unit === 'm') return `${Math.round(value * 100)} cm`
  return `${Math.round(value)} ${unit}`
}

const lines = (all: [number, number, number, number][]): string =>
  `<path d="${all.map(([x1, y1, x2, y2]) => `M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}`).join('')}" stroke="${ink}" stroke-width="6" stroke-linecap="round" fill="none"/>`

// Letters are drawn, because no font is sure to be there. Each stands on a square of 10 high; digits are 6 wide.
const glyphs: Record<string, { width: number; path: string }> = {
  '0': { width: 6, path: 'M3 0C1 0 0 2 0 5s1 5 3 5s3-2 3-5s-1-5-3-5' },
  '1': { width: 4, path: 'M.4 2L3 0V10' },
  '2': { width: 6, path: 'M.3 2.6C.4 1 1.5 0 3 0s2.8 1 2.8 2.6C5.8 4.8 2.5 6.5.2 10H6' },
  '3': {
    width: 6,
    path: 'M.5 1.8C1 .6 1.9 0 3 0C4.6 0 5.6 1 5.6 2.4S4.6 4.7 2.4 4.7C4.8 4.7 5.9 5.8 5.9 7.3C5.9 8.9 4.7 10 3 10C1.6 10 .6 9.2.2 8',
  },
  '4': { width: 6.4, path: 'M4.6 10V0L0 7H6.4' },
  '5': {
    width: 6,
    path: 'M5.3 0H1.2L.7 4.7C1.4 4.1 2.2 3.8 3.1 3.8C4.8 3.8 5.9 5.1 5.9 6.8C5.9 8.7 4.7 10 3 10C1.6 10 .6 9.3.2 8.1',
  },
  '6': {
    width: 6,
    path: 'M5 .6C4.5.2 4 0 3.4 0C1.2 0 .1 2.6.1 5.9C.1 8.5 1.2 10 3 10C4.7 10 5.9 8.7 5.9 6.9C5.9 5.1 4.8 3.9 3.2 3.9C1.7 3.9.5 4.9.2 6.5',
  },
  '7': { width: 6, path: 'M0 0H6C4 3 2.6 6.3 2.2 10' },
  '8': {
    width: 6,
    path: 'M3 4.7C1.4 4.7.5 3.7.5 2.4S1.4 0 3 0s2.5 1.1 2.5 2.4S4.6 4.7 3 4.7C1.2 4.7.1 5.8.1 7.3S1.2 10 3 10s2.9-1.2 2.9-2.7S4.8 4.7 3 4.7',
  },
  '9': {
    width: 6,
    path: 'M1 9.4C1.5 9.8 2 10 2.6 10C4.8 10 5.9 7.4 5.9 4.1C5.9 1.5 4.8 0 3 0C1.3 0 .1 1.3.1 3.1S1.2 6.1 2.8 6.1C4.3 6.1 5.5 5.1 5.8 3.5',
  },
  m: {
    width: 9,
    path: 'M0 10V3.4M0 5.6C.5 4.2 1.3 3.4 2.5 3.4C3.8 3.4 4.5 4.2 4.5 5.7V10M4.5 5.7C5 4.2 5.8 3.4 7 3.4C8.3 3.4 9 4.2 9 5.7V10',
  },
  c: { width: 5.6, path: 'M5.6 4.5C5 3.8 4.2 3.4 3.3 3.4C1.4 3.4.1 4.8.1 6.7S1.4 10 3.3 10C4.2 10 5 9.6 5.6 8.9' },
  ' ': { width: 1.5, path: '' },
}

function written(text: string, x: number, middleY: number, anchor: 'middle' | 'start'): string {
  const scale = figure / 10
  const between = 2.2
  let at = 0
  const drawn: string[] = []
  for (const letter of text) {
    const glyph = glyphs[letter] ?? glyphs[' ']
    if (!glyph) continue
    if (glyph.path) drawn.push(`<path transform="translate(${fixed(at)})" d="${glyph.path}"/>`)
    at += glyph.width + between
  }
  const left = anchor === 'middle' ? x - ((at - between) * scale) / 2 : x
  return `<g transform="translate(${fixed(left)} ${fixed(middleY - figure / 2)}) scale(${fixed(scale)})" stroke="${ink}" stroke-width="1.15" stroke-linecap="round" stroke-linejoin="round" fill="none">${drawn.join('')}</g>`
}
