import type { ColorCode } from '../seed-format.ts'

/** How a product's ware differs from the same ware of another product, where no colour option does that. */
export type Look = { color?: ColorCode; mirrored?: boolean }

const looks: Record<string, Look> = {}

export const lookOf = (key: string): Look => looks[key] ?? {}
