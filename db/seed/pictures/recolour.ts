import { type Oklch, oklchOf } from './hue.ts'
import { iconBody } from './icons.ts'

/** The colour that an eye would name the ware by. */
export function mainColour(ware: string): Oklch {
  const counts = new Map<string, number>()
  for (const [, hex = ''] of iconBody(ware).matchAll(/(?:fill|stop-color)="(#[0-9a-fA-F]{3,6})"/g))
    counts.set(hex, (counts.get(hex) ?? 0) + 1)
  const found = [...counts].sort((a, b) => b[1] - a[1]).map(([hex]) => oklchOf(hex))
  return found.find(({ c }) => c > 0.05) ?? found[0] ?? { l: 0.5, c: 0, h: 0 }
}
