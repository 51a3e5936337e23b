import { type ColorCode, colors, type SeedMeasure, type SeedProduct, type Words } from '../seed-format.ts'
import { groundOf, oklchOf } from './hue.ts'
import { lookOf } from './looks.ts'
import { mainColour } from './recolour.ts'

export type PictureKind = 'ware' | 'row' | 'beside' | 'detail' | 'size'

export type PlannedPicture = {
  /** `<product key>-<colour or kind>`; only a-z, 0-9 and hyphens. */
  mediaKey: string
  kind: PictureKind
  /** The colour option that the picture shows; null when it is right for every variant. */
  color: ColorCode | null
  alt: Words
  /** 'h00' … 'h23' (hue in steps of 15 degrees) or 'n'. */
  ground: string
  width: number
  height: number
  position: number
}

/** All pictures are square and have no ground of their own. */
export const pictureEdge = 1600

/**
 * The pictures of a product in the order of its page: the ware in its first colour, a second view of it, its other colours, and what
 * there is to tell besides. Two at least; products with few colours get more views.
 */
export function picturesOf(product: SeedProduct): PlannedPicture[] {
  const colours = product.options?.color ?? []
  const first = colours[0] ?? lookOf(product.key).color
  const own = first ? oklchOf(colors[first].hex) : mainColour(product.ware)
  const ground = groundOf(own)
  const views = viewsOf(product, colours.length)
  const wares = colours.length > 0 ? colours.map((color) => warePicture(product, color)) : [warePicture(product, null)]
  const [main, ...others] = wares.map((picture) => ({
    ...picture,
    ground: picture.color ? groundOf(oklchOf(colors[picture.color].hex)) : ground,
  }))
  const extra = views.map((kind) => ({
    mediaKey: `${product.key}-${kind}`,
    kind,
    color: null,
    alt: altOf(product, kind, colours),
    ground,
  }))
  return [main, extra[0], ...others, ...extra.slice(1)]
    .filter((picture) => picture !== undefined)
    .map((picture, position) => ({ ...picture, width: pictureEdge, height: pictureEdge, position }))
}

/** How many views a product has beside the ware in its colours, the most telling first. */
function viewsOf(product: SeedProduct, colours: number): Exclude<PictureKind, 'ware'>[] {
  const possible: Exclude<PictureKind, 'ware'>[] = []
  if (product.beside?.length) possible.push('beside')
  if (colours > 1) possible.push('row')
  if (sizesOf(product).length > 0) possible.push('size')
  possible.push('detail')
  const wanted = colours <= 1 ? 2 : 1
  return possible.slice(0, wanted)
}

/** The measures that a size drawing can show: one across, one upwards. */
export function sizesOf(
  product: Pick<SeedProduct, 'measures'>,
): { side: 'across' | 'upwards'; measure: SeedMeasure }[] {
  const find = (...whats: SeedMeasure['what'][]) =>
    whats.map((what) => product.measures.find((m) => m.what === what)).find((m) => m)
  const across = find('width', 'length', 'diameter')
  const upwards = find('height')
  return [
    ...(across ? [{ side: 'across' as const, measure: across }] : []),
    ...(upwards ? [{ side: 'upwards' as const, measure: upwards }] : []),
  ]
}

const warePicture = (product: SeedProduct, color: ColorCode | null) => ({
  mediaKey: `${product.key}-${color ?? 'front'}`,
  kind: 'ware' as const,
  color,
  alt: color
    ? {
        en: `${product.name.en} in ${colors[color].name.en}`,
        de: `${product.name.de} in der Farbe ${colors[color].name.de}`,
      }
    : product.name,
})

function altOf({ name, measures }: SeedProduct, kind: PictureKind, colours: ColorCode[]): Words {
  switch (kind) {
    case 'row': {
      const shown = colours.slice(0, 5).map((color) => colors[color].name)
      return {
        en: `${name.en} side by side in ${listWords(
          shown.map(({ en }) => en),
          'and',
        )}`,
        de: `${name.de} nebeneinander in ${listWords(
          shown.map(({ de }) => de),
          'und',
        )}`,
      }
    }
    case 'beside':
      return { en: `${name.en}, with things that go with it`, de: `${name.de} neben Dingen, die dazu passen` }
    case 'detail':
      return { en: `${name.en}, seen up close`, de: `${name.de} aus der Nähe` }
    case 'size': {
      const told = sizesOf({ measures }).map(({ measure }) => measure)
      return {
        en: `${name.en}, size drawing: ${listWords(
          told.map(({ what, value, unit }) => `${value} ${unit} ${sideWords[what]?.en ?? ''}`),
          'and',
        )}`,
        de: `${name.de}, Maßzeichnung: ${listWords(
          told.map(
            ({ what, value, unit }) => `${String(value).replace('.', ',')} ${unit} ${sideWords[what]?.de ?? ''}`,
          ),
          'und',
        )}`,
      }
    }
    default:
      return name
  }
}

const sideWords: Partial<Record<SeedMeasure['what'], Words>> = {
  width: { en: 'wide', de: 'breit' },
  length: { en: 'long', de: 'lang' },
  diameter: { en: 'across', de: 'Durchmesser' },
  height: { en: 'high', de: 'hoch' },
}

const listWords = (words: string[], and: string): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`
