import type { ColorCode } from '../seed-format.ts'

/** How a product's ware differs from the same ware of another product, where no colour option does that. */
export type Look = { color?: ColorCode; mirrored?: boolean }

/** By product key. */
const looks: Record<string, Look> = {
  'ardeche-chestnut-cream': { mirrored: true },
  'alm-milk-bar': { color: 'cobalt', mirrored: true },
  'beech-firewood': { color: 'sand', mirrored: true },
  'cinder-block-board': { color: 'walnut' },
  'downs-wool-duvet': { mirrored: true },
  'elf-evening-decaf': { color: 'terracotta', mirrored: true },
  'elf-filter-roast': { color: 'oak', mirrored: true },
  'elf-house-espresso': { color: 'walnut' },
  'ember-carbon-pan': { color: 'graphite' },
  'fir-forest-honey': { color: 'walnut', mirrored: true },
  'gelato-spoons': { mirrored: true },
  'green-mate-leaves': { color: 'moss', mirrored: true },
  'heather-comb-honey': { color: 'plum' },
  'herb-bath-salt': { color: 'sage', mirrored: true },
  'heritage-tomato-seed': { color: 'saffron', mirrored: true },
  'hour-glass-large': { color: 'walnut' },
  'kalamon-olives': { color: 'plum', mirrored: true },
  'market-chilli-seed': { color: 'saffron', mirrored: true },
  'mushroom-grow-box': { color: 'stone', mirrored: true },
  'node-toilet-paper': { mirrored: true },
  'potted-sunflower': { mirrored: true },
  'salina-sea-salt': { mirrored: true },
  'sill-herb-trio': { color: 'fir', mirrored: true },
  'steppe-stool-log': { color: 'oak' },
  'still-scented-candle': { color: 'sage', mirrored: true },
  'strawberry-plants': { mirrored: true },
  'wildflower-meadow': { color: 'moss', mirrored: true },
  'bath-foam-pearls': { mirrored: true },
  'beeswax-crayons': { color: 'saffron', mirrored: true },
  'folded-cards': { color: 'sand', mirrored: true },
  'long-chain': { color: 'graphite', mirrored: true },
  'pillar-candle': { color: 'saffron' },
  'steel-rule': { color: 'graphite', mirrored: true },
  'tide-dish-sponge': { color: 'lagoon', mirrored: true },
}

export const lookOf = (key: string): Look => looks[key] ?? {}
