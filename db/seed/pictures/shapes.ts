/** A drawn form of an icon, with the paints that it is painted with. Forms that lie on each other with the same outline are one. */
export type Shape = {
  outline: string
  /** In units of the icon's square of 32 by 32; about right is enough. */
  area: number
  box: Box
  /** Plain colours, as they stand in the icon. */
  paints: { color: string; weight: number }[]
  gradients: string[]
  filters: string[]
}

export type Box = { left: number; top: number; right: number; bottom: number }

type Gradient = { stops: { color: string; opacity: number }[] }

/** Reads an icon's shapes in the order of painting. */
export function shapesOf(body: string): Shape[] {
  const gradients = gradientsOf(body)
  const shapes = new Map<string, Shape>()
  const groups: { fill?: string | undefined; filter?: string | undefined }[] = []
  const drawn = body.replace(/<(defs|clipPath|mask)\b[\s\S]*?<\/\1>/g, '')
  for (const [tag, close, name = '', given = ''] of drawn.matchAll(/<(\/?)([a-zA-Z]+)([^>]*)>/g)) {
    if (name === 'g') {
      if (close) groups.pop()
      else if (!tag.endsWith('/>')) groups.push({ fill: attribute(given, 'fill'), filter: attribute(given, 'filter') })
      continue
    }
    const points = close ? null : pointsOf(name, given)
    if (!points) continue
    const transform = attribute(given, 'transform') ?? ''
    const outline = `${name} ${attribute(given, 'd') ?? given.replace(/(fill|filter|stroke)(-opacity)?="[^"]*"/g, '')} ${transform}`
    const shape = shapes.get(outline) ?? newShape(outline, points, transform, given)
    shapes.set(outline, shape)
    const inherited = groups.findLast(({ fill }) => fill && fill !== 'none')?.fill
    const opacity = Number(attribute(given, 'fill-opacity') ?? 1)
    for (const paint of [attribute(given, 'fill') ?? inherited, attribute(given, 'stroke')]) {
      const gradient = gradientName(paint)
      if (gradient) {
        shape.gradients.push(gradient)
        const stops = gradients.get(gradient)?.stops ?? []
        for (const stop of stops)
          shape.paints.push({ color: stop.color, weight: (stop.opacity * opacity) / stops.length })
      } else if (paint?.startsWith('#')) shape.paints.push({ color: paint, weight: opacity })
    }
    for (const filter of [...groups.map((group) => group.filter), attribute(given, 'filter')]) {
      const name = gradientName(filter)
      if (name && !shape.filters.includes(name)) shape.filters.push(name)
    }
  }
  return [...shapes.values()]
}

/** The part of the square that is drawn on. */
export function boxOf(shapes: readonly Shape[]): Box {
  const boxes = shapes.map(({ box }) => box)
  return {
    left: Math.max(0, Math.min(...boxes.map(({ left }) => left))),
    top: Math.max(0, Math.min(...boxes.map(({ top }) => top))),
    right: Math.min(32, Math.max(...boxes.map(({ right }) => right))),
    bottom: Math.min(32, Math.max(...boxes.map(({ bottom }) => bottom))),
  }
}

function newShape(outline: string, points: Point[], transform: string, given: string): Shape {
  const placed = points.map((point) => transformed(point, transform))
  const stroke = attribute(given, 'stroke') ? Number(attribute(given, 'stroke-width') ?? 1) / 2 : 0
  const xs = placed.map(([x]) => x)
  const ys = placed.map(([, y]) => y)
  const box = {
    left: Math.min(...xs) - stroke,
    top: Math.min(...ys) - stroke,
    right: Math.max(...xs) + stroke,
    bottom: Math.max(...ys) + stroke,
  }
  return { outline, area: Math.max(areaOf(placed), stroke * 4), box, paints: [], gradients: [], filters: [] }
}

function gradientsOf(body: string): Map<string, Gradient> {
  const found = new Map<string, Gradient>()
  for (const [, given = '', inner = ''] of body.matchAll(
    /<(?:linear|radial)Gradient([^>]*)>([\s\S]*?)<\/(?:linear|radial)Gradient>/g,
  )) {
    const stops = [...inner.matchAll(/<stop([^>]*)>/g)].map(([, stop = '']) => ({
      color: attribute(stop, 'stop-color') ?? '#000000',
      opacity: Number(attribute(stop, 'stop-opacity') ?? 1),
    }))
    found.set(attribute(given, 'id') ?? '', { stops })
  }
  return found
}

export const attribute = (given: string, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(given)?.[1]

const gradientName = (paint: string | undefined) => (paint ? /^url\(#(.+)\)$/.exec(paint)?.[1] : undefined)

type Point = readonly [x: number, y: number]

function pointsOf(name: string, given: string): Point[] | null {
  const number = (of: string) => Number(attribute(given, of) ?? 0)
  switch (name) {
    case 'path':
      return pathPoints(attribute(given, 'd') ?? '')
    case 'rect': {
      const [x, y, width, height] = [number('x'), number('y'), number('width'), number('height')]
      return [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ]
    }
    case 'circle':
    case 'ellipse': {
      const rx = name === 'circle' ? number('r') : number('rx')
      const ry = name === 'circle' ? number('r') : number('ry')
      const around = Array.from({ length: 12 }, (_, i) => (i * Math.PI) / 6)
      return around.map((turn) => [number('cx') + rx * Math.cos(turn), number('cy') + ry * Math.sin(turn)] as const)
    }
    default:
      return null
  }
}

const sizeOf: Record<string, number> = { M: 2, L: 2, T: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, A: 7, Z: 0 }

/** The corners and handles of a path: enough for its box and its area. */
export function pathPoints(d: string): Point[] {
  const points: Point[] = []
  let [x, y, startX, startY] = [0, 0, 0, 0]
  for (const [, letter = '', text = ''] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const kind = letter.toUpperCase()
    const relative = letter !== kind
    const size = sizeOf[kind] ?? 0
    if (kind === 'Z') {
      ;[x, y] = [startX, startY]
      continue
    }
    const numbers = numbersOf(text, kind === 'A')
    for (let i = 0; i + size <= numbers.length; i += size) {
      const part = numbers.slice(i, i + size)
      const [fromX, fromY] = relative ? [x, y] : [0, 0]
      if (kind === 'H') x = (part[0] ?? 0) + fromX
      else if (kind === 'V') y = (part[0] ?? 0) + fromY
      else {
        const pairs = kind === 'A' ? part.slice(5) : part
        for (let p = 0; p + 1 < pairs.length; p += 2) {
          ;[x, y] = [(pairs[p] ?? 0) + fromX, (pairs[p + 1] ?? 0) + fromY]
          if (p + 2 < pairs.length) points.push([x, y])
        }
        if (kind === 'A') points.push(...arcMiddle(points.at(-1), part, x, y))
        if (kind === 'M' && i === 0) [startX, startY] = [x, y]
      }
      points.push([x, y])
    }
  }
  return points
}

// The outermost point of an arc lies between its ends, off the line by at most the radius.
function arcMiddle(
  from: Point | undefined,
  [rx = 0, , , large = 0, sweep = 0]: number[],
  x: number,
  y: number,
): Point[] {
  if (!from) return []
  const [dx, dy] = [x - from[0], y - from[1]]
  const chord = Math.hypot(dx, dy)
  if (chord === 0 || rx === 0) return []
  const flat = Math.sqrt(Math.max(0, rx * rx - (chord * chord) / 4))
  const rise = (large ? Math.max(rx, chord / 2) + flat : Math.max(rx, chord / 2) - flat) * (sweep ? 1 : -1)
  return [[from[0] + dx / 2 + (dy / chord) * rise, from[1] + dy / 2 - (dx / chord) * rise]]
}

// The two flags of an arc may stand without a space before the next number.
function numbersOf(text: string, arcs: boolean): number[] {
  const number = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gy
  const flag = /[01]/gy
  const found: number[] = []
  let at = 0
  while (at < text.length) {
    const wanted = arcs && (found.length % 7 === 3 || found.length % 7 === 4) ? flag : number
    wanted.lastIndex = at
    const hit = wanted.exec(text)
    if (hit) {
      found.push(Number(hit[0]))
      at = wanted.lastIndex
    } else at += 1
  }
  return found
}

function areaOf(points: readonly Point[]): number {
  let twice = 0
  for (let i = 0; i < points.length; i += 1) {
    const [x1, y1] = points[i] ?? [0, 0]
    const [x2, y2] = points[(i + 1) % points.length] ?? [0, 0]
    twice += x1 * y2 - x2 * y1
  }
  return Math.abs(twice) / 2
}

/** Applies `rotate`, `scale`, `translate` and `matrix`, the last one first. */
function transformed(point: Point, transform: string): Point {
  let [x, y] = point
  for (const [, name, text = ''] of [...transform.matchAll(/(\w+)\(([^)]*)\)/g)].reverse()) {
    const [a = 0, b, c, d = 0, e = 0, f = 0] = numbersOf(text, false)
    if (name === 'translate') [x, y] = [x + a, y + (b ?? 0)]
    else if (name === 'scale') [x, y] = [x * a, y * (b ?? a)]
    else if (name === 'matrix') [x, y] = [a * x + (c ?? 0) * y + e, (b ?? 0) * x + d * y + f]
    else if (name === 'rotate') {
      const turn = (a * Math.PI) / 180
      const [cx, cy] = [b ?? 0, c ?? 0]
      const [dx, dy] = [x - cx, y - cy]
      ;[x, y] = [cx + dx * Math.cos(turn) - dy * Math.sin(turn), cy + dx * Math.sin(turn) + dy * Math.cos(turn)]
    }
  }
  return [x, y]
}
