import { isCopied, type Picture, type Region, type Tier } from './read-picture.ts'
import { arrow, type Box, document, drawBox, frame, type Place, text } from './svg.ts'

const width = 830
const margin = 14
const gap = 10
const row = 44
/** Between tiers, with an arrow in it. */
const tierGap = 24
/** Between bands. */
const bandGap = 40
/** Where lines run down on the left, in the band of a region. */
const lanes = { failover: 26, copy: 38 }
const networkLeft = 52
const servicesWidth = 196
const servicesGap = 8

type Drawn = { readonly parts: string[]; readonly bottom: number }
type DrawnRegion = Drawn & {
  /** Boxes by tier and name, for arrows. */
  readonly places: ReadonlyMap<string, Place>
  readonly band: Place
  readonly copied: readonly string[]
}

/** The whole picture as SVG. */
export function layOut(picture: Picture, title: string): string {
  const parts: string[] = []
  const actors = drawActors()
  parts.push(...actors.parts)
  const edge = drawEdge(picture.edge, actors.bottom + bandGap)
  parts.push(...edge.parts)
  const home = drawRegion(picture.home, edge.bottom + bandGap)
  const second = drawRegion(picture.second, home.bottom + bandGap)
  parts.push(...home.parts, ...second.parts, ...arrows(actors, edge, home, second))
  const legend = drawLegend(second.bottom + 24, second.places.has('public'))
  parts.push(...legend.parts)
  return document(width, legend.bottom, title, parts)
}

const center = ({ x, width }: Place): number => x + width / 2
const bottomOf = ({ y, height }: Place): number => y + height

function drawActors(): Drawn & { shoppers: Place; provider: Place } {
  const shoppers = { x: networkLeft + 190, y: margin, width: 180, height: 36 }
  const provider = { x: width - margin - 194, y: margin, width: 180, height: 36 }
  return {
    shoppers,
    provider,
    parts: [
      drawBox({ icon: 'people', name: 'Shoppers', what: 'and staff', tone: 'service' }, shoppers),
      drawBox({ icon: 'card', name: 'Stripe', what: 'payments', tone: 'service' }, provider),
    ],
    bottom: margin + 36,
  }
}

function drawEdge(boxes: readonly Box[], y: number): Drawn & { places: ReadonlyMap<string, Place> } {
  const band = { x: margin, y, width: width - 2 * margin, height: row + 44 }
  const left = networkLeft
  const each = (width - margin - 14 - left - (boxes.length - 1) * gap) / Math.max(1, boxes.length)
  const places = new Map<string, Place>()
  const parts = [
    frame(band, 'band', 12),
    text(networkLeft, y + 21, 'Edge', 'title'),
    text(networkLeft + 42, y + 21, 'everywhere, made in us-east-1', 'note'),
  ]
  for (const [index, box] of boxes.entries()) {
    const place = { x: left + index * (each + gap), y: y + 32, width: each, height: row }
    places.set(box.name, place)
    parts.push(drawBox(box, place))
  }
  return { parts, bottom: bottomOf(band), places }
}

function drawRegion(region: Region, y: number): DrawnRegion {
  const right = width - margin
  const top = y + 34
  const places = new Map<string, Place>()
  const inner: string[] = []
  const { network, services } = region
  let bottom = top
  const left = network ? right - 14 - servicesWidth : networkLeft
  const columns = network ? 1 : 4
  const each = (right - 14 - left - gap * (columns - 1)) / columns
  const rows = Math.ceil(services.length / columns)
  if (network) {
    const place = { x: networkLeft, y: top, width: left - 14 - networkLeft, height: 0 }
    const natural = drawNetwork(network, place, new Map(), tierGap).bottom
    // As high as the services beside it: the arrows between its tiers become longer.
    const missing = Math.max(0, top + rows * (row + servicesGap) - servicesGap - natural)
    const drawn = drawNetwork(network, place, places, tierGap + missing / 2)
    inner.push(...drawn.parts)
    bottom = drawn.bottom
  }
  for (const [index, box] of services.entries()) {
    const place = {
      x: left + (index % columns) * (each + gap),
      y: top + Math.floor(index / columns) * (row + servicesGap),
      width: each,
      height: row,
    }
    if (!places.has(box.name)) places.set(box.name, place)
    inner.push(drawBox(box, place))
    bottom = Math.max(bottom, bottomOf(place))
  }
  const band = { x: margin, y, width: right - margin, height: bottom + 14 - y }
  return {
    parts: [
      frame(band, 'band', 12),
      `<text x="${networkLeft}" y="${y + 21}"><tspan class="title">${region.name}</tspan><tspan class="note" dx="8">${region.role}${network ? `, VPC ${network.cidr}` : ''}</tspan></text>`,
      ...inner,
    ],
    bottom: bottomOf(band),
    places,
    band,
    copied: services.map(({ name }) => name).filter(isCopied),
  }
}

function drawNetwork(
  network: NonNullable<Region['network']>,
  place: Place,
  places: Map<string, Place>,
  between: number,
): Drawn {
  const { x, y, width } = place
  const inset = 10
  const each = (width - 2 * inset - 2 * inset - (network.zones - 1) * gap) / network.zones
  const columns = Array.from({ length: network.zones }, (_, zone) => x + 2 * inset + zone * (each + gap))
  const parts: string[] = []
  let top = y + 30
  for (const name of ['public', 'program', 'data'] as const) {
    const tier: Tier = network.tiers[name]
    const isEmpty = tier.wide.length === 0 && tier.rows.length === 0
    if (isEmpty) continue
    const begin = top
    const boxes: string[] = []
    top += 24
    for (const box of tier.wide) {
      const at = { x: columns[0] ?? x, y: top, width: width - 4 * inset, height: row }
      boxes.push(drawBox(box, at))
      places.set(name, at)
      top += row + gap
    }
    const height = name === 'public' ? 32 : row
    for (const [index, boxesOfRow] of tier.rows.entries())
      for (const [zone, box] of boxesOfRow.entries()) {
        if (!box) continue
        const at = { x: columns[zone] ?? x, y: top + index * (height + 8), width: each, height }
        boxes.push(drawBox(box, at))
        if (!places.has(box.name)) places.set(box.name, at)
      }
    top += tier.rows.length * (height + 8) - (tier.rows.length ? 8 : gap) + inset
    parts.push(
      frame({ x: x + inset, y: begin, width: width - 2 * inset, height: top - begin }, `tier-${name}`, 8),
      text(x + 2 * inset, begin + 16.5, `${name} subnets`, `label-${name}`),
      ...boxes,
    )
    places.set(`tier ${name}`, { x: x + inset, y: begin, width: width - 2 * inset, height: top - begin })
    top += between
  }
  top += inset - between
  places.set('between', { x: (columns[1] ?? x) - gap / 2, y, width: 0, height: 0 })
  const height = top - y
  return {
    parts: [
      frame({ ...place, height }, 'vpc', 10),
      ...columns.map((left, zone) => text(left, y + 19.5, `zone ${'abc'[zone]}`, 'note')),
      ...parts,
    ],
    bottom: y + height,
  }
}

function arrows(
  actors: ReturnType<typeof drawActors>,
  edge: ReturnType<typeof drawEdge>,
  home: DrawnRegion,
  second: DrawnRegion,
): string[] {
  const lines: string[] = []
  const front = edge.places.get('CloudFront')
  const names = edge.places.get('Route 53')
  const balancer = home.places.get('public')
  const standby = second.places.get('public')
  const { shoppers, provider } = actors
  if (front) lines.push(straight(shoppers, front, center(front)))
  const y = shoppers.y + shoppers.height / 2
  lines.push(
    arrow(
      [
        [shoppers.x + shoppers.width, y],
        [provider.x - 2, y],
      ],
      'traffic',
    ),
    text((shoppers.x + shoppers.width + provider.x) / 2, y - 7, 'pay on its page', 'note', 'middle'),
  )
  if (front && balancer) lines.push(straight(front, balancer, center(front)))
  const pictures = home.places.get('S3')
  if (front && pictures) {
    const x = front.x + front.width - 24
    const y = edge.bottom + bandGap / 2
    const to = pictures.x + pictures.width / 2
    lines.push(
      arrow(
        [
          [x, bottomOf(front)],
          [x, y],
          [to, y],
          [to, pictures.y - 2],
        ],
        'traffic',
      ),
    )
  }
  for (const { places } of [home, second]) {
    const program = places.get('tier program')
    const data = places.get('tier data')
    const before = places.get('public')
    const x = places.get('between')?.x ?? 0
    if (before && program) lines.push(straight(before, program, x))
    if (program && data) lines.push(straight(program, data, x))
  }
  if (names && standby) lines.push(lane(lanes.failover, names, standby, 'failover'))
  const database = home.places.get('Aurora') ?? home.places.get('PostgreSQL')
  const follower = second.places.get('Aurora') ?? second.places.get('PostgreSQL')
  if (database && follower) lines.push(lane(lanes.copy, database, follower, 'copy'))
  const copied = second.copied.join(', ')
  if (copied) {
    const x = networkLeft + (width - margin - 14 - servicesWidth / 2 - networkLeft)
    lines.push(straight(home.band, second.band, x, 'copy'))
    lines.push(text(x - 10, bottomOf(home.band) + bandGap / 2 + 4, copied, 'note', 'end'))
  }
  return lines
}

const straight = (from: Place, to: Place, x: number, kind: 'traffic' | 'copy' = 'traffic'): string =>
  arrow(
    [
      [x, bottomOf(from)],
      [x, to.y - 2],
    ],
    kind,
  )

/** Out to the left, down beside the network, and in again. */
function lane(x: number, from: Place, to: Place, kind: 'copy' | 'failover'): string {
  const [fromY, toY] = [from.y + from.height / 2, to.y + to.height / 2]
  return arrow(
    [
      [from.x, fromY],
      [x, fromY],
      [x, toY],
      [to.x - 2, toY],
    ],
    kind,
  )
}

function drawLegend(y: number, hasFailover: boolean): Drawn {
  const parts: string[] = []
  let x = margin + 14
  const entries: readonly (readonly ['traffic' | 'copy' | 'failover', string])[] = [
    ['traffic', 'requests'],
    ['copy', 'copies'],
    ...(hasFailover ? ([['failover', 'requests while the first region is away']] as const) : []),
  ]
  for (const [kind, words] of entries) {
    parts.push(
      arrow(
        [
          [x, y],
          [x + 30, y],
        ],
        kind,
      ),
      text(x + 40, y + 4, words, 'note'),
    )
    x += 40 + words.length * 6.4 + 28
  }
  return { parts, bottom: y + 22 }
}
