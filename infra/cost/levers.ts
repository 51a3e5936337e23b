import type { Profile, ProfileName } from '../environments.ts'
import { dollarsOf, hours, type Line } from './line.ts'
import { priceList } from './prices.ts'
import { type Traffic, volumesOf } from './traffic.ts'

/** Something to turn, and what it costs apart from money. */
export type Lever = {
  readonly what: string
  /** What to write, or where to click. */
  readonly how: string
  readonly loses: string
  readonly for: readonly ProfileName[]
  readonly changes?: (profile: Profile) => Partial<Profile>
  readonly traffic?: (traffic: Traffic) => Traffic
  /** Answers dollars saved, by the lines of the bill. */
  readonly saves?: (lines: readonly Line[], traffic: Traffic) => number
}

const priceStarts = (lines: readonly Line[], ...starts: string[]): number =>
  lines
    .filter(({ price }) => starts.some((start) => price.id.startsWith(start)))
    .reduce((sum, line) => sum + dollarsOf(line), 0)

/** Machines of `web` that are never Spot, with the lever for it. */
const onDemand = 2

const large: readonly ProfileName[] = ['standard', 'global']

export const levers: readonly Lever[] = [
  {
    what: 'Searches by PostgreSQL',
    how: '`changes: { search: null }`',
    loses: 'an index of its own; the table answers, as it does when the domain is away',
    for: large,
    changes: ({ standby }) => ({ search: null, ...(standby && { standby: { ...standby, search: null } }) }),
  },
  {
    what: 'Two search nodes without leaders',
    how: '`search: { dataNodes: 2, masterNodes: 0, … }`',
    loses: 'the standby zone of the domain; the table answers when it is away',
    for: large,
    changes: ({ search }) => ({ search: search && { ...search, dataNodes: 2, masterNodes: 0 } }),
  },
  {
    what: 'A commitment of a year',
    how: 'a compute savings plan and reserved instances, in the console',
    loses: 'the freedom to leave for a year',
    for: ['small', 'standard', 'global'],
    saves: (lines) =>
      priceStarts(lines, 'machine ', 'PostgreSQL m', 'PostgreSQL t', 'Aurora r', 'OpenSearch m', 'OpenSearch r') *
      priceList.savingsPlan.share,
  },
  {
    what: 'Machines beyond two on Spot',
    how: `\`web: { …, onDemand: ${onDemand} }\``,
    loses: 'a machine with two minutes of notice; the group replaces it',
    for: large,
    saves: (lines) =>
      lines
        .filter(
          ({ what, stack, price }) => stack === 'program' && what.endsWith('web') && price.id.startsWith('machine '),
        )
        .reduce((sum, line) => sum + dollarsOf(line) * Math.max(0, 1 - (onDemand * hours) / line.quantity), 0) *
      priceList.spot.share,
  },
  {
    what: 'One machine lets all out',
    how: "`changes: { egress: 'instance' }`",
    loses: 'payments and mails for minutes, when its zone is away',
    for: large,
    changes: () => ({ egress: 'instance' }),
  },
  {
    what: 'No read replica',
    how: '`database: { …, hasReplica: false }`',
    loses: 'a server for reports beside the one that sells; the program asks the primary alone',
    for: ['standard'],
    changes: ({ database }) => (database.engine === 'postgres' ? { database: { ...database, hasReplica: false } } : {}),
  },
  {
    what: 'Database in one zone',
    how: '`database: { …, isMultiAz: false }`',
    loses: 'minutes of sales, and the writes since the last log, when its zone is away',
    for: ['standard'],
    changes: ({ database }) => (database.engine === 'postgres' ? { database: { ...database, isMultiAz: false } } : {}),
  },
  {
    what: 'No second region awake',
    how: '`changes: { standby: null }`',
    loses: 'minutes become hours when the region is away: the copies are there, machines are not',
    for: ['global'],
    changes: () => ({ standby: null }),
  },
  {
    what: 'Canary once an hour',
    how: '`changes: { canaryMinutes: 60 }`',
    loses: 'up to an hour until a broken checkout is seen that no shopper met',
    for: large,
    changes: () => ({ canaryMinutes: 60 }),
  },
  {
    what: 'Few metrics of the program',
    how: "`changes: { metrics: 'emf-few' }`",
    loses: 'graphs of what happens inside; alarms and sales stay',
    for: large,
    changes: () => ({ metrics: 'emf-few' }),
  },
  {
    what: 'Half the bytes of a page',
    how: 'smaller pictures',
    loses: 'sharpness',
    for: ['small', 'standard', 'global'],
    traffic: (traffic) => {
      const { first, next } = traffic.weights
      const halved = { first: { ...first, bytes: first.bytes / 2 }, next: { ...next, bytes: next.bytes / 2 } }
      return { ...traffic, weights: { ...traffic.weights, ...halved } }
    },
  },
  {
    what: 'A flat plan of CloudFront',
    how: 'subscribed in the console of CloudFront',
    loses: 'rules that the plan does not have; the smallest plan that fits is reckoned',
    for: ['small', 'standard', 'global'],
    saves: (lines, traffic) => {
      const { edgeRequests, edgeGigabytes } = volumesOf(traffic)
      const plan = priceList.flatPlans.find(
        ({ millionRequests, gigabytes }) => millionRequests * 1e6 >= edgeRequests && gigabytes >= edgeGigabytes,
      )
      return plan ? priceStarts(lines, 'CloudFront', 'WAF') - plan.dollars : 0
    },
  },
]
