import type { Identity, PictureName } from '../domain/settings/identity.ts'
import { paletteCss } from '../domain/settings/palette.ts'
import type { Shop } from '../domain/shop.ts'
import { type Html, html } from '../kit/html.ts'
import { asset, serveOwn, withStyles } from './assets.ts'

/** What a shop looks like: addresses of its style sheet and pictures. */
export type Dress = {
  stylesheet: string
  theme: { light: string; dark: string }
  /** For <head>. */
  icons: Html
  /** For the home screen of a phone. */
  manifestIcons: { src: string; sizes: string; type: string }[]
  share: string | null
  /** The mark and the name, in the header and on the dark ground of the footer. */
  mark: Html
  footMark: Html
}

const made = new WeakMap<Identity, Dress>()

/** Made once for each shop that is open. */
export function dressOf({ identity }: Pick<Shop, 'identity'>): Dress {
  let dress = made.get(identity)
  if (!dress) {
    dress = identity.isDemo ? demoDress(identity) : ownDress(identity)
    made.set(identity, dress)
  }
  return dress
}

const themeOf = ({ palette }: Identity) => ({
  light: palette?.light.paper ?? '#f8f8f4',
  dark: palette?.dark.paper ?? '#10191b',
})

function demoDress(identity: Identity): Dress {
  const icon = (size: number) => ({ src: asset(`icon-${size}.png`), sizes: `${size}x${size}`, type: 'image/png' })
  const sails = html`<svg viewBox="0 0 32 32" aria-hidden="true"><path class="sail" d="M15 3v20H4.5C9.5 18 13.500 11 15 3Z"/><path class="jib" d="M18 8c5.500 3.500 8.700 8.700 9.500 15H18Z"/><path class="sea" d="M3 27.500c3.300 0 3.300 1.500 6.500 1.500s3.300-1.500 6.500-1.500 3.300 1.500 6.500 1.500 3.300-1.500 6.500-1.500"/></svg>`
  const mark = html`${sails}<span>${identity.name}</span>`
  return {
    stylesheet: asset('shop.css'),
    theme: themeOf(identity),
    icons: html`<link rel="icon" href="${asset('mark.svg')}" type="image/svg+xml"><link rel="apple-touch-icon" href="${asset('touch-icon.png')}">`,
    manifestIcons: [icon(192), icon(512)],
    share: asset('share.png'),
    mark,
    footMark: mark,
  }
}

function ownDress(identity: Identity): Dress {
  const { pictures, palette, name, showName } = identity
  const serve = (picture: PictureName) => {
    const found = pictures[picture]
    if (!found) return null
    const { kind, bytes, width, height } = found
    const type = kind === 'svg' ? 'image/svg+xml' : 'image/png'
    return { address: serveOwn(`${picture}.${kind}`, bytes), type, kind, width, height }
  }
  const [logo, dark, icon, touch] = [serve('logo'), serve('logo-dark'), serve('icon'), serve('touch-icon')]
  const words = showName || !logo
  const image = (shown: NonNullable<typeof logo>) =>
    html`<img src="${shown.address}" width="${shown.width}" height="${shown.height}" alt="${words ? '' : name}">`
  const named = words && html`<span>${name}</span>`
  return {
    stylesheet: palette ? withStyles(paletteCss(palette)) : asset('shop.css'),
    theme: themeOf(identity),
    icons: html`${icon && html`<link rel="icon" href="${icon.address}" type="${icon.type}">`}${touch && html`<link rel="apple-touch-icon" href="${touch.address}">`}`,
    manifestIcons: [icon, touch].flatMap((one) =>
      one
        ? [{ src: one.address, sizes: one.kind === 'svg' ? 'any' : `${one.width}x${one.height}`, type: one.type }]
        : [],
    ),
    share: serve('share')?.address ?? null,
    mark: html`${
      logo &&
      (dark
        ? html`<picture><source srcset="${dark.address}" media="(prefers-color-scheme: dark)">${image(logo)}</picture>`
        : image(logo))
    }${named}`,
    // A logo for a light ground might not be seen there: without one for dark grounds the name stands alone.
    footMark: dark ? html`${image(dark)}${named}` : html`<span>${name}</span>`,
  }
}
