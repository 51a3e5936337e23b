import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

type IconSet = { icons: Record<string, { body: string }>; aliases?: Record<string, { parent: string }> }

let icons: IconSet | undefined

/** The drawing of a ware on its square of 32 by 32: what stands inside the `<svg>`. */
export function iconBody(ware: string): string {
  icons ??= JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji/icons.json'), 'utf8'),
  ) as IconSet
  const icon = icons.icons[ware] ?? icons.icons[icons.aliases?.[ware]?.parent ?? '']
  if (!icon) throw new Error(`There is no ware '${ware}' in @iconify-json/fluent-emoji.`)
  return icon.body
}
