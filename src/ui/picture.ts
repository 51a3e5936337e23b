import { type Html, html, raw } from '../kit/html.ts'
import { mediaHref, type pictureWidths } from '../routes.ts'

/*
 * grounded(card.picture, { sizes: sizes.card, alt: '' })   the picture on its tinted ground; null draws an empty ground
 * picture(shown, { sizes: '(min-width: 64rem) 55vw, 100vw', eager: true })   the picture alone
 * thumb(line.picture)                                       72 px, for lines of carts and orders
 *
 * Give `alt: ''` where the name stands beside the picture. `eager` only for what is seen first.
 */

export type PictureOf = { mediaKey: string; width: number; height: number; alt: string; ground: string }

type Width = (typeof pictureWidths)[number]

export type PictureOptions = {
  sizes: string
  widths?: readonly Width[]
  alt?: string
  eager?: boolean
  extraClass?: string
}

export const sizes = {
  card: '(min-width: 75rem) 290px, (min-width: 48rem) 31vw, 46vw',
  half: '(min-width: 64rem) 50vw, 100vw',
  full: '(min-width: 80rem) 1280px, 100vw',
} as const

const srcset = (key: string, widths: readonly Width[], format: 'avif' | 'webp') =>
  widths.map((width) => `${mediaHref(key, width, format)} ${width}w`).join(', ')

export function picture(shown: PictureOf, options: PictureOptions): Html {
  const { sizes, widths = [320, 640], alt = shown.alt, eager, extraClass } = options
  const widest = widths[widths.length - 1] ?? 640
  return html`<picture${extraClass && html` class="${extraClass}"`}><source type="image/avif" srcset="${srcset(
    shown.mediaKey,
    widths,
    'avif',
  )}" sizes="${sizes}"><source type="image/webp" srcset="${srcset(shown.mediaKey, widths, 'webp')}" sizes="${sizes}"><img src="${mediaHref(
    shown.mediaKey,
    widest,
    'jpg',
  )}" alt="${alt}" width="${shown.width}" height="${shown.height}"${raw(
    eager ? ' fetchpriority="high"' : ' loading="lazy" decoding="async"',
  )}></picture>`
}

export const groundClass = (shown: Pick<PictureOf, 'ground'> | null): string => `ground ground-${shown?.ground ?? 'n'}`

export const grounded = (shown: PictureOf | null, options: PictureOptions & { more?: Html | null }): Html =>
  html`<span class="${groundClass(shown)}${options.extraClass && ` ${options.extraClass}`}">${
    shown && picture(shown, { ...options, extraClass: undefined })
  }${options.more}</span>`

export const thumb = (shown: PictureOf | null): Html =>
  grounded(shown, { sizes: '88px', widths: [160, 320], alt: '', extraClass: 'thumb' })
