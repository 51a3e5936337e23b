/** Which parts of a ware carry its colour, where measuring alone does not tell. Sizes are in units of the icon's square of 32 by 32. */
export type ColouredParts = {
  /** 'all': the whole ware takes the colour. 'grey': its grey and white parts do. Else the parts near its main hue. */
  parts?: 'all' | 'grey'
  /** The main hue (OKLCH degrees) where the largest coloured part is not what a shopper would call the colour of the ware. */
  hue?: number
  /** How far from the main hue a part may be, in degrees. */
  reach?: number
  /** Parts paler than this chroma stay: wood beside a bright colour. */
  least?: number
  /** Parts lighter than this stay. */
  lightest?: number
  /** Smaller parts stay. */
  largerThan?: number
  /** Parts that begin higher stay: steam, flames. */
  below?: number
}

export const coloured: Record<string, ColouredParts> = {
  bathtub: { parts: 'grey', below: 15, largerThan: 40 },
  bicycle: { hue: 13, reach: 20, largerThan: 40 },
  'camera-with-flash': { parts: 'grey', largerThan: 30 },
  candle: { hue: 45, below: 10 },
  'card-file-box': { parts: 'grey' },
  'chocolate-bar': { hue: 12, least: 0.12 },
  'curry-rice': { parts: 'grey', largerThan: 200 },
  'desktop-computer': { parts: 'grey', largerThan: 30 },
  'electric-plug': { parts: 'grey' },
  flashlight: { parts: 'grey' },
  'fork-and-knife': { parts: 'grey' },
  'fork-and-knife-with-plate': { parts: 'grey', largerThan: 100 },
  'framed-picture': { hue: 52, reach: 20, largerThan: 40 },
  glasses: { hue: 305, reach: 30 },
  'hot-beverage': { parts: 'grey' },
  'kitchen-knife': { hue: 280, least: 0.09 },
  laptop: { parts: 'grey', largerThan: 20 },
  link: { parts: 'all' },
  notebook: { parts: 'grey', largerThan: 70 },
  'notebook-with-decorative-cover': { parts: 'grey', largerThan: 70 },
  'pot-of-food': { parts: 'grey' },
  'potted-plant': { hue: 42, reach: 30, below: 19 },
  radio: { parts: 'grey', largerThan: 60 },
  ring: { hue: 243 },
  'running-shoe': { parts: 'all' },
  'safety-pin': { parts: 'all' },
  'straight-ruler': { parts: 'all' },
  sailboat: { hue: 40, reach: 60, largerThan: 25 },
  'satellite-antenna': { parts: 'grey' },
  shower: { parts: 'grey' },
  'spiral-shell': { parts: 'all' },
  'teacup-without-handle': { parts: 'grey', below: 11 },
  television: { parts: 'grey', largerThan: 450 },
  'triangular-ruler': { parts: 'all' },
  'umbrella-on-ground': { hue: 21, reach: 25, largerThan: 100 },
  'video-camera': { parts: 'grey', largerThan: 20 },
  'wine-glass': { hue: 235 },
  'womans-hat': { hue: 55, reach: 30 },
  'womans-sandal': { parts: 'all' },
}
