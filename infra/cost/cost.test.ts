import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { profiles } from '../environments.ts'
import { faultsOf } from './cost.ts'
import { estimate, priced, totalOf } from './estimate.ts'
import { findResources } from './found.ts'
import { free } from './free.ts'
import { dollarsOf } from './line.ts'
import { type Bill, billOf, costPage, profileNames, templatesOf } from './page.ts'
import { dollarsIn, pricedRegions, priceList } from './prices.ts'
import { effortOfOrder, readSpeed } from './speed.ts'
import { vcpusOf } from './state.ts'
import { checkoutRequests, traffics } from './traffic.ts'

let bills: readonly Bill[] = []
before(() => {
  bills = profileNames.map((name) => billOf(name))
})

/** An assembly that holds these resources in one stack. */
const assemblyOf = (resources: Record<string, { Type: string; Properties?: unknown }>, stack = 'data') =>
  ({
    stacks: [{ id: stack, environment: { region: 'eu-central-1' }, template: { Resources: resources } }],
  }) as unknown as CloudAssembly

test('every resource of every profile is priced, or free for a reason', () => {
  for (const { lines } of bills) {
    assert.ok(lines.length > 50)
    for (const line of lines) assert.ok(Number.isFinite(dollarsOf(line)) && line.quantity >= 0, line.what)
  }
})

test('a resource of a type that nobody has looked at stops the estimate with its name', () => {
  const assembly = assemblyOf({ Cache: { Type: 'AWS::ElastiCache::ReplicationGroup' } })
  assert.throws(() => estimate(assembly, traffics.small), {
    message: 'AWS::ElastiCache::ReplicationGroup is neither in infra/cost/free.ts nor priced; Cache of data has it.',
  })
})

test('no type is both priced and free', () => {
  assert.deepEqual(
    Object.keys(priced).filter((type) => type in free),
    [],
  )
})

/** What no template holds. */
const unusedTypes = (types: readonly string[]): string[] => {
  const used = new Set(profileNames.flatMap((name) => findResources(templatesOf(name)).map(({ type }) => type)))
  return types.filter((type) => !used.has(type))
}

test('every type that is priced or free is in some template', () => {
  assert.deepEqual(unusedTypes([...Object.keys(priced), ...Object.keys(free)]), [])
  assert.deepEqual(unusedTypes(['AWS::EC2::VPC', 'AWS::SQS::Queue']), ['AWS::SQS::Queue'])
})

/** Of what is chosen by its size, the list has more than the profiles take. */
const isSized = (id: string): boolean => /^(machine|PostgreSQL|Aurora|OpenSearch) [a-z]\w+\.\w+$/.test(id)

/** What costs where somebody turns it on, and no profile does. */
const turnedOn = assemblyOf({
  Endpoint: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] } },
  Database: {
    Type: 'AWS::RDS::DBInstance',
    Properties: { Engine: 'aurora-postgresql', DBInstanceClass: 'db.r7g.large', DatabaseInsightsMode: 'advanced' },
  },
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 10 } },
})

const unusedPrices = (ids: readonly string[]): string[] => {
  const lines = [...bills.flatMap((bill) => bill.lines), ...estimate(turnedOn, traffics.small)]
  const used = new Set(lines.map(({ price }) => price.id))
  return ids.filter((id) => !isSized(id) && !used.has(id))
}

test('every price is in some line, but for sizes that no profile takes', () => {
  assert.deepEqual(unusedPrices(priceList.prices.map(({ id }) => id)), [])
  assert.deepEqual(unusedPrices(['machine t4g.nano', 'key', 'log query']), ['log query'])
})

test('a server of the database has the virtual processors of its class', () => {
  const vcpus = (DBInstanceClass: string) =>
    findResources(assemblyOf({ Database: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass } } })).map(
      vcpusOf,
    )
  assert.deepEqual(
    ['db.t4g.micro', 'db.t4g.medium', 'db.m7g.medium', 'db.m7g.large', 'db.m7g.xlarge', 'db.r7g.2xlarge'].flatMap(
      vcpus,
    ),
    [2, 2, 1, 2, 4, 8],
  )
})

test('the requests of a checkout are those that a buyer of the bench sends', () => {
  const buyers = readFileSync(join(import.meta.dirname, '../../bench/speed/buyers.ts'), 'utf8')
  const sent = buyers.match(/shopper\.(get|post)\((`\$\{(shop\.)?place\}\/checkout|action)/g)
  assert.equal(sent?.length, checkoutRequests)
})

test('small stays below its bound, and no budget warns in a usual month', () => {
  assert.deepEqual(faultsOf(bills), [])
})

test('a bill above the bound, and one above its budget, are faults', () => {
  assert.deepEqual(faultsOf([{ profile: 'small', total: 140, inUsEast: 130 }]), [
    'small costs 130.00 dollars a month in us-east-1. Allowed is less than 130.',
  ])
  assert.deepEqual(faultsOf([{ profile: 'standard', total: profiles.standard.budget + 1, inUsEast: 0 }]), [
    `The budget of standard is ${profiles.standard.budget}, below the estimate of ${profiles.standard.budget + 1}.00.`,
  ])
})

test('a database in two zones costs twice its machine and its disk', () => {
  const database = (MultiAZ: boolean) =>
    totalOf(
      estimate(
        assemblyOf({
          Database: {
            Type: 'AWS::RDS::DBInstance',
            Properties: { Engine: 'postgres', DBInstanceClass: 'db.m7g.large', AllocatedStorage: '100', MultiAZ },
          },
        }),
        traffics.standard,
      ),
    )
  assert.equal(database(false), 730 * 0.201 + 100 * 0.137)
  assert.equal(database(true), 2 * database(false))
})

test('what is free each month is taken once, from the first lines of its price', () => {
  const dashboards = Object.fromEntries(
    ['A', 'B', 'C', 'D', 'E'].map((id) => [id, { Type: 'AWS::CloudWatch::Dashboard' }]),
  )
  assert.equal(totalOf(estimate(assemblyOf(dashboards), traffics.small)), 2 * 3)
})

test('each price has its page, and no name stands twice', () => {
  const ids = priceList.prices.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const price of priceList.prices) {
    const { id, page } = price
    assert.match(priceList.pages[page] ?? '', /^https:\/\/aws\.amazon\.com\//, id)
    for (const region of pricedRegions) assert.ok(dollarsIn(region, price) > 0, id)
  }
})

test('the effort of an order comes from the report of the bench', () => {
  const speed = readSpeed(
    [
      '- 2026-11-28 08:13 UTC, commit 64bbe37',
      '- 2 cores AMD EPYC, 24 GiB, Linux',
      '## Without page cache, one web process\n',
      '| case | at once |',
      '| --- | --- |',
      '| category | 1 |\n',
      '| processor ms for one | web | PostgreSQL |',
      '| --- | ---: | ---: |',
      '| category | 0.4 | 0 |',
      '| product | 0.2 | 0.1 |',
      '| search | 0.4 | 0 |',
      '| home | 0.6 | 0 |',
      '| checkout | 17 | 18 |\n\n',
    ].join('\n'),
  )
  assert.equal(speed.machine, '2 cores AMD EPYC')
  const { web, database } = effortOfOrder(speed, {
    ...traffics.small,
    visitsPerOrder: 40,
    pagesPerVisit: 5,
    uncachedShare: 0.5,
  })
  assert.equal(web, 100 * 0.4 + 17)
  assert.equal(database, 100 * 0.025 + 18)
  assert.throws(() => speed.of('cart'), { message: "bench/results/speed.md has no processor time of 'cart'." })
})

test('a machine is asked for at most half of what the benchmark has measured of as many processes', () => {
  const speed = readSpeed()
  for (const name of profileNames) {
    const { web, requestsPerMachine } = profiles[name]
    const traffic = traffics[name]
    const pages = traffic.visitsPerOrder * traffic.pagesPerVisit * traffic.uncachedShare
    const msPerRequest = effortOfOrder(speed, traffic).web / (pages + traffic.requestsPerOrder)
    const measured = (web.processes * 1000) / msPerRequest
    assert.ok(requestsPerMachine <= measured / 2, `${name}: ${requestsPerMachine} of ${measured.toFixed(0)}`)
  }
})

test('docs/reference/cost.md is of the templates of now', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/cost.md'), 'utf8')
  assert.ok(page === costPage(bills), 'npm run infra -- cost writes it anew')
})
