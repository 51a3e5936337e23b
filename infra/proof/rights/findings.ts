import type { Settings } from '../../../src/config.ts'
import { ask } from './ask.ts'
import { ofCommands, type Reason, reasonFor } from './reasons.ts'
import { allowedBy, type Role } from './roles.ts'
import { type Use, usesOf } from './uses.ts'

/** Adapter file → actions that its calls were seen to need. */
export type RecordedCalls = Readonly<Record<string, readonly string[]>>

export type ServiceRights = {
  readonly role: Role
  readonly settings: Settings
  /** Adapters that its settings open and that it never asks for anything, each with the reason. */
  readonly idle: Readonly<Record<string, string>>
}

/**
 * What is wrong with the rights of a service: one sentence for each call of its adapters that it may not make, for each right that none of
 * them needs, and for each policy that nobody here can read. `used`: reasons that held for a right.
 */
export async function findingsOf(
  { role, settings, idle }: ServiceRights,
  policies: ReadonlyMap<string, object>,
  recorded: RecordedCalls,
  used: Set<Reason> = new Set(),
): Promise<string[]> {
  const uses = usesOf(settings, role).filter(({ adapter }) => !(adapter in idle))
  const missing = await Promise.all(uses.map((use) => missingOf(role, policies, use, recorded)))
  const unread = role.ofAws.map((arn) => `${role.name} has ${arn}, whose rights stand in no template.`)
  return [...new Set([...unread, ...missing.flat(), ...unusedOf(role, uses, recorded, used)])]
}

const neededOf = ({ adapter }: Use, recorded: RecordedCalls): readonly string[] =>
  (recorded[adapter] ?? []).filter((action) => !ofCommands[adapter]?.actions.includes(action))

async function missingOf(
  role: Role,
  policies: ReadonlyMap<string, object>,
  use: Use,
  recorded: RecordedCalls,
): Promise<string[]> {
  const { adapter } = use
  if (!recorded[adapter]) return [`${role.name} uses ${adapter}, of which no call was recorded.`]
  const found: string[] = []
  for (const action of neededOf(use, recorded)) {
    const question = use.question(action)
    if ((await ask(role, policies, question)) === 'denied')
      found.push(`${role.name} may not ${action} on ${question.resource}, which ${adapter} asks for.`)
  }
  return found
}

function unusedOf(role: Role, uses: readonly Use[], recorded: RecordedCalls, used: Set<Reason>): string[] {
  const found: string[] = []
  for (const statement of allowedBy(role))
    for (const action of statement.actions)
      for (const resource of statement.resources) {
        const isUsed = uses.some((use) => use.resources.test(resource) && neededOf(use, recorded).includes(action))
        const reason = isUsed ? undefined : reasonFor(action, resource, statement)
        if (reason) used.add(reason)
        if (!isUsed && !reason) found.push(`${role.name} may ${action} on ${resource}, which nothing of it asks for.`)
      }
  return found
}
