import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { type Profile, type ProfileName, profiles } from '../environments.ts'
import { synthesize } from '../proof/synth.ts'
import { byGroup, estimate, totalOf } from './estimate.ts'
import { free } from './free.ts'
import { levers } from './levers.ts'
import { dollarsOf, hours, type Line } from './line.ts'
import { dollarsIn, type PricedRegion, priceList, priceOf } from './prices.ts'
import { effortOfOrder, readSpeed } from './speed.ts'
import { table } from './table.ts'
import { type Traffic, traffics, volumesOf } from './traffic.ts'

export type Bill = {
  readonly profile: ProfileName
  readonly lines: readonly Line[]
  readonly total: number
  readonly inUsEast: number
}

/** In whose prices everything is told, but for one line. */
const listed: PricedRegion = 'eu-central-1'

export const profileNames = ['small', 'standard', 'global'] as const

export function billOf(
  profile: ProfileName,
  changes: Partial<Profile> = {},
  traffic: Traffic = traffics[profile],
): Bill {
  const lines = estimate(templatesOf(profile, changes), traffic)
  return { profile, lines, total: totalOf(lines), inUsEast: totalOf(lines, 'us-east-1') }
}

const made = new Map<string, CloudAssembly>()

/** Made once for each set of numbers. */
export function templatesOf(profile: ProfileName, changes: Partial<Profile> = {}): CloudAssembly {
  const key = JSON.stringify([profile, changes])
  const assembly = made.get(key) ?? synthesize(profile, changes)
  made.set(key, assembly)
  return assembly
}

/** How full a core may be at the target of the scaling. */
const fullness = 0.55

const dollars = (sum: number): string =>
  sum < 0.005 ? '–' : sum < 10 ? sum.toFixed(2) : Math.round(sum).toLocaleString('en-US')
const number = (value: number): string =>
  value === 0 ? '0' : value < 10 ? String(Number(value.toPrecision(2))) : Math.round(value).toLocaleString('en-US')

/** docs/reference/cost.md. */
export function costPage(bills: readonly Bill[]): string {
  return `${[
    '# What it costs a month',
    opening(),
    '## By profile',
    profilesTable(bills),
    '## By stack',
    'What a step of [the first deploy](../guides/first-deploy.md) begins to cost. What comes with orders is in the edge, the program and the data.',
    stacksTable(bills),
    '## By a thousand orders',
    ordersText(bills),
    '## Levers',
    'What each saves by itself, in dollars a month. They do not simply add up.',
    leversTable(bills),
    '## The traffic',
    trafficTable(),
    '## Every line',
    ...bills.flatMap(({ profile, lines }) => [`### ${profile}`, linesTable(lines)]),
    '## What costs nothing',
    freeTable(),
  ].join('\n\n')}\n`
}

function opening(): string {
  const { date, checked, currency } = priceList
  return `**An estimate**, made by \`npm run infra -- cost\` out of the templates of \`infra/\`: what they create × \`infra/cost/prices.json\` × \`infra/cost/traffic.ts\`.
The prices are of ${date}, ${currency}, for ${listed}, and ${checked}: they were written down from memory, each with the page that
has the true one. What stands in another region is priced as in ${listed}. A month has ${hours} hours. Only the bill of an account is right.`
}

function profilesTable(bills: readonly Bill[]): string {
  const rows = byGroup([]).map(([group]) => [
    group,
    ...bills.map(({ lines }) => dollars(totalOf(lines.filter((line) => line.group === group)))),
  ])
  const of = (title: string, value: (bill: Bill) => string) => [title, ...bills.map(value)]
  return table(
    ['dollars a month', ...bills.map(({ profile }) => profile)],
    [
      ...rows,
      of('**together**', ({ total }) => `**${dollars(total)}**`),
      of('the same at the prices of us-east-1', ({ inUsEast }) => dollars(inUsEast)),
      of('of it in the second region', ({ lines }) => dollars(totalOf(lines.filter(isSecond)))),
      of('budget that warns', ({ profile }) => dollars(profiles[profile].budget)),
      of('orders a month', ({ profile }) => number(traffics[profile].orders)),
    ],
    [1, 2, 3],
  )
}

function stacksTable(bills: readonly Bill[]): string {
  const stacks = [...new Set(bills.flatMap(({ lines }) => lines.map(({ stack }) => stack)))]
  return table(
    ['dollars a month', ...bills.map(({ profile }) => profile)],
    stacks.map((stack) => [
      `\`${stack}\``,
      ...bills.map(({ lines }) => dollars(totalOf(lines.filter((line) => line.stack === stack)))),
    ]),
    [1, 2, 3],
  )
}

const isSecond = ({ stack }: Line): boolean => stack === 'copies' || stack.startsWith('standby')

function ordersText(bills: readonly Bill[]): string {
  const speed = readSpeed()
  const rows = bills.flatMap(({ profile }) =>
    [1, 3, 10].map((times) => {
      const traffic = { ...traffics[profile], orders: traffics[profile].orders * times }
      const { total } = billOf(profile, {}, traffic)
      const { requestsPerMachine, web } = profiles[profile]
      const machines = Math.max(web.min, Math.ceil(volumesOf(traffic).originPeak / requestsPerMachine) + 1)
      const extra = (machines - web.min) * dollarsIn(listed, priceOf(`machine ${web.instanceTypes[0]}`)) * hours
      return [
        profile,
        number(traffic.orders),
        number(volumesOf(traffic).originPeak),
        number(machines),
        dollars(total + extra),
        dollars(((total + extra) / traffic.orders) * 1000),
      ]
    }),
  )
  const traffic = traffics.standard
  const effort = effortOfOrder(speed, traffic)
  const core = dollarsIn(listed, priceOf('machine m7g.large')) / 2
  const compute = ((effort.web / 1000 / 3600) * core * 1000) / fullness
  const more = 1000 / traffic.orders
  const marginal =
    billOf('standard', {}, { ...traffic, orders: traffic.orders * (1 + more) }).total - billOf('standard').total
  return `${table(['profile', 'orders a month', 'requests a second at the peak', 'web machines', 'dollars a month', 'for 1,000 orders'], rows, [1, 2, 3, 4, 5])}

Requests are those that CloudFront does not answer. Web machines: enough for that peak at \`requestsPerMachine\` with one machine gone, and never fewer than the profile's.

- **Most of it is standing by.** 1,000 orders more cost ${dollars(marginal)} dollars in \`standard\` as long as no machine is added.
- **Processors hardly count.** An order with the ${traffic.visitsPerOrder} visits that it takes costs ${number(effort.web)} ms of a core in \`web\` and ${number(effort.database)} ms in PostgreSQL
  (${speed.when}, ${speed.machine}, x86; [bench/results/speed.md](../../bench/results/speed.md); nobody has measured it on Graviton). At ${Math.round(fullness * 100)} % of a core of m7g.large, 1,000 orders are
  ${compute.toFixed(3)} dollars of \`web\`. The bench runs the default adapters; with DynamoDB a call costs 1.3 ms more ([ADR 80](../adr/0080-carts-and-sessions-may-stand-in-one-dynamodb-table.md)).`
}

function leversTable(bills: readonly Bill[]): string {
  const rows = levers.map((lever) => [
    lever.what,
    ...bills.map(({ profile, lines, total }) => {
      if (!lever.for.includes(profile)) return ''
      const traffic = traffics[profile]
      const saved = lever.saves
        ? lever.saves(lines, traffic)
        : total - billOf(profile, lever.changes?.(profiles[profile]), lever.traffic?.(traffic) ?? traffic).total
      return saved < -0.005 ? `costs ${dollars(-saved)}` : dollars(saved)
    }),
    lever.how,
    lever.loses,
  ])
  return table(['lever', ...bills.map(({ profile }) => profile), 'how', 'what it loses'], rows, [1, 2, 3])
}

function trafficTable(): string {
  const of = (title: string, value: (traffic: Traffic) => number) => [
    title,
    ...profileNames.map((name) => number(value(traffics[name]))),
  ]
  const { weights } = traffics.small
  return `${table(
    ['a month', ...profileNames],
    [
      of('orders', ({ orders }) => orders),
      of('visits', (traffic) => volumesOf(traffic).visits),
      of('requests at CloudFront, thousands', (traffic) => volumesOf(traffic).edgeRequests / 1e3),
      of('bytes out of CloudFront, GB', (traffic) => volumesOf(traffic).edgeGigabytes),
      of('requests that reach the program, thousands', (traffic) => volumesOf(traffic).originRequests / 1e3),
      of('the same a second, at the peak', (traffic) => volumesOf(traffic).originPeak),
    ],
    [1, 2, 3],
  )}

**Assumed**: one visit in ${traffics.small.visitsPerOrder} buys, a visit has ${traffics.small.pagesPerVisit} pages, ${traffics.small.uncachedShare * 100} % of them are asked of the program, and the peak is ${traffics.small.peak} times the mean.
**Measured** by \`npm run bench -- weights\` on the demo shop: the first page of a visit is ${number(weights.first.requests)} requests and ${number(weights.first.bytes / 1000)} kB, each further one ${number(weights.next.requests)} requests and ${number(weights.next.bytes / 1000)} kB.`
}

function linesTable(lines: readonly Line[]): string {
  const merged = new Map<string, { line: Line; quantity: number; stacks: Set<string> }>()
  for (const line of lines) {
    if (dollarsOf(line) < 0.005) continue
    const key = `${line.group} ${line.what} ${line.price.id}`
    const found = merged.get(key) ?? { line, quantity: 0, stacks: new Set() }
    merged.set(key, found)
    found.quantity += line.quantity
    found.stacks.add(line.stack)
  }
  const rows = [...merged.values()]
    .toSorted((a, b) => b.quantity * dollarsIn(listed, b.line.price) - a.quantity * dollarsIn(listed, a.line.price))
    .map(({ line, quantity, stacks }) => [
      line.group,
      line.what,
      [...stacks].join(', '),
      `${number(quantity)} ${line.price.unit}`,
      `[${dollarsIn(listed, line.price)}](${priceList.pages[line.price.page]})`,
      dollars(quantity * dollarsIn(listed, line.price)),
    ])
  return table(['for', 'what', 'stacks', 'quantity', 'price', 'dollars'], rows, [5])
}

const freeTable = (): string =>
  table(
    ['type', 'why'],
    Object.entries(free).map(([type, why]) => [`\`${type}\``, why]),
  )
