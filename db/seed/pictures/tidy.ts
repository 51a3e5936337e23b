import { formatHex } from 'culori'
import { oklchOf } from './hue.ts'

const calmed = new Map<string, string>()

/** The greys of the icons are violet; steel and porcelain are not. */
export const calm = (body: string): string =>
  body.replace(/(fill|stroke|stop-color)="(#[0-9a-fA-F]{3,6})"/g, (_, name: string, color: string) => {
    const kept = calmed.get(color) ?? calmGrey(color)
    calmed.set(color, kept)
    return `${name}="${kept}"`
  })

function calmGrey(color: string): string {
  const { l, c, h } = oklchOf(color)
  return c > 0 && c < (l > 0.55 ? 0.085 : 0.06) && h > 270 && h < 335
    ? formatHex({ mode: 'oklch', l, c: c * 0.3, h: 275 })
    : color
}

/** Takes out the two steps with which every filter begins and that change nothing: laying the shape on a clear ground. */
export const lighten = (body: string): string =>
  body.replace(/<filter[^>]*>[\s\S]*?<\/filter>/g, (filter) =>
    filter.includes('dropShadow')
      ? filter
      : filter
          .replace(/<feFlood[^>]*result="BackgroundImageFix"\/>/, '')
          .replace(/<feBlend[^>]*in2="BackgroundImageFix"[^>]*\/>/, '')
          .replace(/in2="shape"/g, 'in2="SourceGraphic"'),
  )
