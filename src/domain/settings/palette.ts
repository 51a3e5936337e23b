import { contrast, type Hex, mix } from '../../kit/colour.ts'

/** What an owner chooses; all other colours are made of it. */
export type Colours = { ground: Hex; ink: Hex; accent: Hex; sale?: Hex | undefined; deep?: Hex | undefined }

export type Scheme = 'light' | 'dark'

/** By role, as the style sheets name them. */
export type Palette = Record<Scheme, Record<Role, Hex>>

const roles = [
  'paper',
  'surface',
  'sunk',
  'ink',
  'ink-soft',
  'line',
  'line-strong',
  'accent',
  'accent-deep',
  'on-accent',
  'accent-wash',
  'sale',
  'deep',
  'on-deep',
  'on-deep-soft',
] as const

export type Role = (typeof roles)[number]

const [white, black]: [Hex, Hex] = ['#fdfdfc', '#0d1112']

// What the style sheets keep as it is: 'in stock', warnings, refusals, and the sale of a shop that names none.
const kept = {
  light: { sale: '#a90012', good: '#115531', warn: '#6c4302', bad: '#970818' },
  dark: { sale: '#ff9f92', good: '#8ae5ab', warn: '#f8ce73', bad: '#ffb1aa' },
} satisfies Record<Scheme, Record<string, Hex>>

// How far the tones of a scheme lie from its ground.
const tones = {
  light: { surface: 0.7, sunk: 0.035, soft: 0.24, line: 0.12, strong: 0.51, deepen: 0.2, wash: 0.06 },
  dark: { surface: 0.06, sunk: 0.1, soft: 0.2, line: 0.18, strong: 0.53, deepen: 0.35, wash: 0.16 },
} as const

/** All colours of a scheme. */
export function paletteOf(scheme: Scheme, { ground, ink, accent, sale, deep }: Colours): Record<Role, Hex> {
  const tone = tones[scheme]
  const isLight = scheme === 'light'
  const accentDeep = mix(accent, isLight ? black : white, tone.deepen)
  const band = deep ?? (isLight ? mix(accent, black, 0.45) : mix(ground, black, 0.3))
  const onDeep = readable(band)
  return {
    paper: ground,
    surface: mix(ground, '#ffffff', tone.surface),
    sunk: mix(ground, isLight ? ink : '#000000', tone.sunk),
    ink,
    'ink-soft': mix(ink, ground, tone.soft),
    line: mix(ground, ink, tone.line),
    'line-strong': mix(ground, ink, tone.strong),
    accent,
    'accent-deep': accentDeep,
    'on-accent': readable(accent, accentDeep),
    'accent-wash': mix(ground, accent, tone.wash),
    sale: sale ?? kept[scheme].sale,
    deep: band,
    'on-deep': onDeep,
    'on-deep-soft': mix(onDeep, band, 0.15),
  }
}

/** Black or white, whichever is easier to read on all of them. */
function readable(...grounds: Hex[]): Hex {
  const worst = (ink: Hex) => Math.min(...grounds.map((ground) => contrast(ink, ground)))
  return worst(white) >= worst(black) ? white : black
}

/** Words are 4.5 : 1 or more on what they stand on, edges of fields 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export function paletteProblems(scheme: Scheme, colours: Colours): string[] {
  const all = { ...kept[scheme], ...paletteOf(scheme, colours) }
  const pairs: [words: string, ink: keyof typeof all, grounds: Role[], atLeast: number][] = [
    ['ink', 'ink', ['paper', 'surface', 'sunk'], 4.5],
    ['a softer tone of ink', 'ink-soft', ['paper', 'surface', 'sunk'], 4.5],
    ['accent', 'accent', ['paper', 'surface', 'sunk', 'accent-wash'], 4.5],
    ['black or white', 'on-accent', ['accent', 'accent-deep'], 4.5],
    ['sale', 'sale', ['paper', 'surface'], 4.5],
    ['black or white', 'on-deep', ['deep'], 4.5],
    ['grey', 'on-deep-soft', ['deep'], 4.5],
    ["the green of 'in stock'", 'good', ['paper', 'surface'], 4.5],
    ['the brown of warnings', 'warn', ['paper', 'surface'], 4.5],
    ['the red of refusals', 'bad', ['paper', 'surface'], 4.5],
    ['the edge of a field', 'line-strong', ['paper', 'surface'], 3],
  ]
  return pairs.flatMap(([words, ink, grounds, atLeast]) => {
    const [ground, found] = grounds
      .map((name) => [name, contrast(all[ink], all[name])] as const)
      .reduce((worst, one) => (one[1] < worst[1] ? one : worst))
    return found >= atLeast
      ? []
      : [
          `colours.${scheme}: ${words} (${all[ink]}) on ${groundWords[ground] ?? ground} (${all[ground]}) has a contrast of ${found.toFixed(1)} : 1. Allowed is ${atLeast} : 1 or more: take a ${scheme === 'light' ? 'darker' : 'lighter'} colour for the words, or the opposite for the ground.`,
        ]
  })
}

const groundWords: Partial<Record<Role, string>> = {
  paper: 'the ground',
  surface: 'a card on the ground',
  sunk: 'a field on the ground',
  'accent-wash': 'a wash of the accent',
  'accent-deep': 'a deeper accent',
}

/** One rule that gives every role its colours. */
export const paletteCss = ({ light, dark }: Palette): string =>
  `:root{${roles.map((role) => `--${role}:light-dark(${light[role]},${dark[role]})`).join(';')}}`
