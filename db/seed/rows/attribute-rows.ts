import { colors, type MeasureCode, origins, type SeedProduct, type Words } from '../seed-format.ts'
import { type OptionKind, optionKinds, optionWords } from '../variants.ts'
import type { DemoRows } from './rows.ts'

const measureNames: Record<MeasureCode, Words> = {
  width: { en: 'Width', de: 'Breite' },
  height: { en: 'Height', de: 'Höhe' },
  depth: { en: 'Depth', de: 'Tiefe' },
  length: { en: 'Length', de: 'Länge' },
  diameter: { en: 'Diameter', de: 'Durchmesser' },
  weight: { en: 'Weight', de: 'Gewicht' },
  volume: { en: 'Volume', de: 'Volumen' },
  runtime: { en: 'Runtime', de: 'Laufzeit' },
  power: { en: 'Power', de: 'Leistung' },
  capacity: { en: 'Capacity', de: 'Kapazität' },
}

const optionNames: Record<OptionKind, Words> = {
  color: { en: 'Color', de: 'Farbe' },
  style: { en: 'Style', de: 'Ausführung' },
  size: { en: 'Size', de: 'Größe' },
  volume: { en: 'Volume', de: 'Menge' },
  weight: { en: 'Weight', de: 'Gewicht' },
}

/** What a pack holds is another thing than what a product measures. */
const attributeOf = (kind: OptionKind) => (kind === 'volume' || kind === 'weight' ? `pack-${kind}` : kind)

const letters = ['xs', 's', 'm', 'l', 'xl', 'xxl']

/** Letters in their order, then numbers, grams and millilitres before kilograms and litres. */
function sizePosition(code: string): number {
  const letter = letters.indexOf(code)
  const isLarge = /(kg|l)$/.test(code) && !/ml$/.test(code)
  return letter >= 0 ? letter : 100 + (Number.parseFloat(code) || 0) * (isLarge ? 1000 : 1)
}

export type Attributes = {
  addTo(product: SeedProduct, productId: number): void
  /** What a variant has of an option. */
  option(kind: OptionKind, code: string): { attributeId: number; valueId: number }
}

/** Writes the attributes; values follow as products use them. `words`: names of values, by code. */
export function openAttributes(rows: DemoRows, words: Record<string, Words>): Attributes {
  const ids = new Map<string, number>()
  const idOf = (code: string) => {
    const id = ids.get(code)
    if (!id) throw new Error(`There is no attribute '${code}'.`)
    return id
  }
  const add = (code: string, kind: 'choice' | 'number', names: Words, facet: boolean) => {
    const id = ids.size + 1
    ids.set(code, id)
    rows.attribute.push({ id, code, kind, unit: null, facet, position: id, names })
  }
  // A style means another thing on every product ('left-handed', 'pepper'): nothing to filter a list by.
  for (const kind of optionKinds) add(attributeOf(kind), 'choice', optionNames[kind], kind !== 'style')
  add('material', 'choice', { en: 'Material', de: 'Material' }, true)
  add('origin', 'choice', { en: 'Made in', de: 'Hergestellt in' }, true)
  for (const [code, names] of Object.entries(measureNames)) add(code, 'number', names, false)

  const valueIds = new Map<string, number>()
  const value = (attribute: string, code: string, names: Words, position = 0, swatch: string | null = null) => {
    const key = `${attribute}=${code}`
    const id = valueIds.get(key) ?? valueIds.size + 1
    if (!valueIds.has(key)) {
      valueIds.set(key, id)
      rows.attribute_value.push({ id, attributeId: idOf(attribute), code, position, names, swatch })
    }
    return id
  }
  for (const [position, [code, { name, hex }]] of Object.entries(colors).entries())
    value('color', code, name, position, hex)

  const wordsOf = (code: string): Words => {
    const found = words[code]
    if (!found) throw new Error(`'${code}' has no words.`)
    return found
  }
  const give = (
    productId: number,
    attribute: string,
    position: number,
    given: { valueId?: number; numberValue?: number; unit?: string },
  ) =>
    rows.product_attribute.push({
      productId,
      attributeId: idOf(attribute),
      valueId: given.valueId ?? null,
      numberValue: given.numberValue ?? null,
      unit: given.unit ?? null,
      position,
    })

  return {
    addTo({ material, origin, measures, options }, productId) {
      give(productId, 'material', 0, { valueId: value('material', material, wordsOf(material)) })
      for (const [i, { what, value, unit }] of measures.entries())
        give(productId, what, 1 + i, { numberValue: value, unit })
      give(productId, 'origin', 90, { valueId: value('origin', origin, origins[origin]) })
      for (const [position, kind] of optionKinds.filter((kind) => options?.[kind]?.length).entries())
        rows.product_option.push({ productId, attributeId: idOf(attributeOf(kind)), position })
    },
    option(kind, code) {
      const attribute = attributeOf(kind)
      const position = kind === 'color' ? 0 : sizePosition(code)
      const valueId = value(attribute, code, optionWords(kind, code, words), position)
      return { attributeId: idOf(attribute), valueId }
    },
  }
}
