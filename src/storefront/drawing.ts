import { type Html, html } from '../kit/html.ts'
import { asset } from './assets.ts'

/** Drawings of wares for states without products: empty, not found, sent, broken. */
export type Drawing = 'compass' | 'basket' | 'torch' | 'umbrella' | 'parcel' | 'letter' | 'toolbox' | 'keys' | 'luggage'

const grounds: Record<Drawing, string> = {
  compass: 'h02',
  basket: 'h04',
  torch: 'h05',
  umbrella: 'h19',
  parcel: 'h04',
  letter: 'h15',
  toolbox: 'h01',
  keys: 'h05',
  luggage: 'h17',
}

export const drawing = (name: Drawing): Html =>
  html`<span class="ground ground-${grounds[name]} drawing"><img src="${asset(`drawing-${name}.svg`)}" alt="" width="128" height="128"></span>`
