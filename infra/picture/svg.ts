/** Strokes of our own in a square of 18, no logos. */
const icons = {
  globe: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2M2 9h14M9 2c2.6 2.2 2.6 11.8 0 14M9 2c-2.6 2.2-2.6 11.8 0 14',
  shield: 'M9 2l6 2.2v4.3c0 3.6-2.5 6-6 7.5c-3.5-1.5-6-3.9-6-7.500V4.200zM6.3 8.800l2 2l3.4-3.6',
  edge: 'M5 14h8.200a3.3 3.3 0 0 0 .4-6.600A4.6 4.6 0 0 0 4.8 6.600A3.8 3.8 0 0 0 5 14z',
  certificate: 'M3 3h12v8H3zM6 6h6M6 8.500h3M11 11v4.500l1.5-1l1.5 1V11',
  balancer: 'M9 3v3M3.5 15v-3.500h11V15M9 11.500V9M9 15v-3.500M6 3h6v3H6z',
  machine: 'M3 3.500h12v4.500H3zM3 10h12v4.500H3zM5.5 5.800h.1M5.5 12.300h.1M8.5 5.800h4M8.5 12.300h4',
  gears:
    'M9 6.300a2.7 2.7 0 1 0 0 5.400a2.7 2.7 0 1 0 0-5.400M9 2v2.300M9 13.700V16M2 9h2.300M13.7 9H16M4 4l1.7 1.700M12.3 12.300L14 14M14 4l-1.7 1.700M5.7 12.300L4 14',
  way: 'M3 9h11M10.5 5.500L14 9l-3.5 3.500M3 4v10',
  database:
    'M3.5 4.500c0-1.3 2.5-2.2 5.5-2.200s5.5.9 5.5 2.200v9c0 1.3-2.5 2.2-5.5 2.200s-5.5-.9-5.5-2.200zM3.5 4.500c0 1.3 2.5 2.2 5.5 2.200s5.5-.9 5.5-2.200M3.5 9c0 1.3 2.5 2.2 5.5 2.200s5.5-.9 5.5-2.2',
  search: 'M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10M11.7 11.700L15.5 15.5',
  table: 'M2.5 3.500h13v11h-13zM2.5 7.200h13M2.5 10.900h13M7 3.500v11',
  bucket: 'M3 4.500h12l-1.6 10.500H4.600zM3 4.500c0-1.1 2.7-2 6-2s6 .9 6 2',
  key: 'M6 8a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M8.5 9.300L15 2.800M12.5 5.300l2.3 2.300M10.5 7.300l1.7 1.7',
  secret: 'M4 8h10v7H4zM6 8V5.500a3 3 0 0 1 6 0V8M9 11v1.5',
  chart: 'M3 2.500v12.500h12.500M5.5 11.500l3-3.500l2.5 2l4-5.5',
  trace: 'M3 4h6M6 9h6M9 14h6M9 4v2.500a2.5 2.5 0 0 0 2.5 2.500M12 9v2.500a2.5 2.5 0 0 0 2.5 2.5',
  backup: 'M3.5 9a5.5 5.5 0 1 1 1.8 4M3 5.500L3.5 9L7 8.500M9 6v3.300l2.2 1.4',
  robot: 'M4 6.500h10v7.500H4zM9 6.500V3.500M7 10h.1M11 10h.1M7 12h4M9 3h.1',
  mail: 'M2.5 4h13v10h-13zM2.5 4.500L9 9.800l6.5-5.3',
  people: 'M9 3a2.7 2.7 0 1 0 0 5.400A2.7 2.7 0 1 0 9 3M3.5 15.500c.4-3.4 2.6-5 5.5-5s5.1 1.6 5.5 5',
  card: 'M2 4.500h14v9.500H2zM2 7.500h14M4.5 11.500h3',
  log: 'M4 2.500h10v13H4zM6.5 6h5M6.5 9h5M6.5 12h3',
} as const
export type Icon = keyof typeof icons

export type Tone = 'edge' | 'public' | 'program' | 'data' | 'service'

/** Something that is drawn: a name and a line that says what it is here. */
export type Box = { readonly icon: Icon; readonly name: string; readonly what: string; readonly tone: Tone }

export type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

export const text = (
  x: number,
  y: number,
  words: string,
  kind: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string =>
  `<text x="${x}" y="${y}" class="${kind}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(words)}</text>`

export const frame = ({ x, y, width, height }: Place, kind: string, radius = 10): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" class="${kind}"/>`

export function drawBox(box: Box, place: Place): string {
  const { x, y, height } = place
  const middle = y + height / 2
  const isLow = height < 40
  return [
    `<g class="${box.tone}">`,
    frame(place, 'box', 8),
    `<path transform="translate(${x + 10} ${middle - 9})" d="${icons[box.icon]}" class="icon"/>`,
    isLow
      ? `<text x="${x + 36}" y="${middle + 4.5}"><tspan class="name">${escaped(box.name)}</tspan><tspan class="what" dx="6">${escaped(box.what)}</tspan></text>`
      : text(x + 36, middle - 3.5, box.name, 'name') + text(x + 36, middle + 13.5, box.what, 'what'),
    '</g>',
  ].join('')
}

/** A line through corners, with a head at its end. */
export function arrow(points: readonly (readonly [number, number])[], kind: 'traffic' | 'copy' | 'failover'): string {
  const [[startX, startY] = [0, 0], ...rest] = points
  let path = `M${startX} ${startY}`
  for (const [at, [x, y]] of rest.entries()) {
    const next = rest[at + 1]
    const before = points[at] ?? [x, y]
    if (!next) {
      path += `L${x} ${y}`
      continue
    }
    // Corners are round.
    const radius = 8
    const from = toward([x, y], before, radius)
    const to = toward([x, y], next, radius)
    path += `L${from[0]} ${from[1]}Q${x} ${y} ${to[0]} ${to[1]}`
  }
  return `<path d="${path}" class="arrow ${kind}" marker-end="url(#${kind})"/>`
}

function toward(
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  distance: number,
): [number, number] {
  const length = Math.hypot(toX - x, toY - y) || 1
  return [x + ((toX - x) / length) * distance, y + ((toY - y) / length) * distance]
}

const head = (kind: string): string =>
  `<marker id="${kind}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M1 1l5.5 3L1 7z" class="head ${kind}"/></marker>`

export const light = {
  ground: '#ffffff',
  line: '#d6dbe3',
  ink: '#1c2430',
  soft: '#56616f',
  band: '#f5f7fa',
  box: '#ffffff',
  edge: '#6d3fc0',
  public: '#a35a00',
  program: '#1762c4',
  data: '#0b7a53',
  service: '#5a6675',
  publicTint: '#fdf3e4',
  programTint: '#eaf2fd',
  dataTint: '#e6f6ef',
} as const
export type Colours = Readonly<Record<keyof typeof light, `#${string}`>>

export const dark: Colours = {
  ground: '#0f141b',
  line: '#303a47',
  ink: '#eaeff5',
  soft: '#a3b0bf',
  band: '#161d26',
  box: '#1c2530',
  edge: '#b99bf5',
  public: '#f0b45c',
  program: '#7db4ff',
  data: '#5fd3a4',
  service: '#9fb0c3',
  publicTint: '#29210f',
  programTint: '#14233a',
  dataTint: '#10281f',
}

const variables = (colours: Colours): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

const style = `
svg{${variables(light)}}
@media (prefers-color-scheme:dark){svg{${variables(dark)}}}
text{font:12px/1 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;fill:var(--ink)}
.title{font-size:13px;font-weight:650}
.name{font-size:13px;font-weight:600}
.what,.note{fill:var(--soft)}
.ground{fill:var(--ground)}
.band{fill:var(--band);stroke:var(--line)}
.vpc{fill:var(--ground);stroke:var(--line)}
.tier-public{fill:var(--publicTint)}.tier-program{fill:var(--programTint)}.tier-data{fill:var(--dataTint)}
.label-public{fill:var(--public);font-weight:600}.label-program{fill:var(--program);font-weight:600}.label-data{fill:var(--data);font-weight:600}
.box{fill:var(--box);stroke:var(--line)}
.icon{fill:none;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}
.edge .icon{stroke:var(--edge)}.public .icon{stroke:var(--public)}.program .icon{stroke:var(--program)}.data .icon{stroke:var(--data)}.service .icon{stroke:var(--service)}
.arrow{fill:none;stroke-width:1.6}
.traffic{stroke:var(--program)}.copy{stroke:var(--data);stroke-dasharray:5 4}.failover{stroke:var(--public);stroke-dasharray:1.5 4;stroke-linecap:round}
.head{stroke:none}.head.traffic{fill:var(--program)}.head.copy{fill:var(--data)}.head.failover{fill:var(--public)}
`

export function document(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${style.trim()}</style>
<defs>${['traffic', 'copy', 'failover'].map(head).join('')}</defs>
<rect width="${width}" height="${height}" rx="14" class="ground"/>
${parts.join('\n')}
</svg>
`
}
