import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { findResources } from './found.ts'
import { free } from './free.ts'
import { keeping } from './keeping.ts'
import { dollarsOf, type Ground, type Group, groups, type Line, type Pricer } from './line.ts'
import { machines } from './machines.ts'
import { network } from './network.ts'
import type { PricedRegion } from './prices.ts'
import { state } from './state.ts'
import { type Traffic, volumesOf } from './traffic.ts'
import { watching } from './watching.ts'

export const priced: Readonly<Record<string, Pricer>> = { ...machines, ...network, ...state, ...keeping, ...watching }

/** The bill of a month. A type of the templates that is neither priced nor free is a fault. */
export function estimate(assembly: CloudAssembly, traffic: Traffic): Line[] {
  const all = findResources(assembly)
  const ground: Ground = { traffic, volumes: volumesOf(traffic), all }
  const lines = all.flatMap((found) => {
    const pricer = priced[found.type]
    if (!pricer && !(found.type in free))
      throw new Error(
        `${found.type} is neither in infra/cost/free.ts nor priced; ${found.id} of ${found.stack} has it.`,
      )
    return pricer ? pricer(found, ground) : []
  })
  return withoutFreeUnits(lines)
}

/** Free units are taken from the first lines of their price. */
function withoutFreeUnits(lines: readonly Line[]): Line[] {
  const left = new Map<string, number>()
  return lines.map((line) => {
    const units = left.get(line.price.id) ?? line.price.freeUnits ?? 0
    const taken = Math.min(units, line.quantity)
    left.set(line.price.id, units - taken)
    return { ...line, quantity: line.quantity - taken }
  })
}

export const totalOf = (lines: readonly Line[], region?: PricedRegion): number =>
  lines.reduce((sum, line) => sum + dollarsOf(line, region), 0)

export const byGroup = (lines: readonly Line[]): [Group, number][] =>
  groups.map((group) => [group, totalOf(lines.filter((line) => line.group === group))])
