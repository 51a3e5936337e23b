import { converter } from 'culori'

const toOklch = converter('oklch')

export type Oklch = { l: number; c: number; h: number }

export function oklchOf(css: string): Oklch {
  const color = toOklch(css)
  if (!color) throw new Error(`'${css}' is not a colour.`)
  return { l: color.l, c: color.c, h: color.h ?? 0 }
}

/** Below this a colour has no hue that an eye would name. */
const greyChroma = 0.022

/** The ground for a colour: its hue in 24 steps of 15 degrees, 'n' for greys. White would drown on grey: it stands on sand. */
export function groundOf({ l, c, h }: Oklch): string {
  if (c < greyChroma) return l > 0.88 ? 'h05' : 'n'
  return `h${String(Math.round((((h % 360) + 360) % 360) / 15) % 24).padStart(2, '0')}`
}
