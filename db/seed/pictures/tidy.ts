import { formatHex } from 'culori'
import { oklchOf } from './hue.ts'

const known = new Map<string, string>()

/** The greys of the icons are violet and their black is plum; steel, porcelain and iron are not. */
export function calmed(color: string): string {
  const kept = known.get(color)
  if (kept) return kept
  const { l, c, h } = oklchOf(color)
  const isViolet = c > 0.004 && c < (l > 0.55 ? 0.085 : 0.115) && h > 270 && h < 335
  const hex = isViolet ? formatHex({ mode: 'oklch', l, c: Math.min(0.016, c * 0.3), h: 275 }) : color
  known.set(color, hex)
  return hex
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
