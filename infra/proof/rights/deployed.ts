import type { CfnElement } from 'aws-cdk-lib'
import { type App, Stack } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import type { Settings } from '../../../src/config.ts'
import { Service } from '../../constructs/service.ts'
import { type Role, resourcePolicies, rolesOf } from './roles.ts'
import { Templates } from './templates.ts'

export type ServiceOf = {
  /** `program/Web`: stack and construct. */
  readonly path: string
  readonly role: Role
  readonly settings: Settings
}

/** A deployment as its templates describe it. */
export type Deployed = {
  readonly templates: Templates
  readonly roles: readonly Role[]
  readonly services: readonly ServiceOf[]
  readonly policies: ReadonlyMap<string, object>
}

export function readDeployed(app: App, assembly: CloudAssembly): Deployed {
  const templates = new Templates(assembly)
  const roles = rolesOf(templates)
  const services = app.node
    .findAll()
    .filter((construct) => construct instanceof Service)
    .map((service): ServiceOf => {
      const stack = Stack.of(service)
      const id = stack.resolve((service.role.node.defaultChild as CfnElement).logicalId)
      const role = roles.find(({ name }) => name === `${stack.stackName}/${id}`)
      if (!role) throw new Error(`${service.node.path} has no role in its template.`)
      const settings = templates.answer(stack.stackName, stack.resolve(service.settings)) as Settings
      return { path: service.node.path, role, settings }
    })
  return { templates, roles, services, policies: resourcePolicies(templates) }
}
