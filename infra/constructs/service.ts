import { type aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { SettingName, Settings } from '../../src/config.ts'

export type ServiceProps = {
  /** Who takes the role: machines or a function. */
  readonly principal: 'ec2.amazonaws.com' | 'lambda.amazonaws.com'
  readonly securityGroup: ec2.ISecurityGroup
}

/**
 * One process of the program: its role, its place in the network and its settings. What it may use is said by the constructs that
 * it uses: `table.grantUse(service)` gives the rights and sets `CARTS_URL`, so that neither can be forgotten.
 */
export class Service extends Construct {
  readonly role: iam.Role
  readonly securityGroup: ec2.ISecurityGroup
  readonly #policy: iam.ManagedPolicy
  readonly #settings = new Map<SettingName, string>()

  constructor(scope: Construct, id: string, { principal, securityGroup }: ServiceProps) {
    super(scope, id)
    this.securityGroup = securityGroup
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal(principal) })
    this.#policy = new iam.ManagedPolicy(this, 'Rights', { roles: [this.role] })
  }

  /** Each setting has one origin: setting it twice is a fault of the templates. */
  set(settings: Settings): void {
    for (const [name, value] of Object.entries(settings) as [SettingName, string][]) {
      if (this.#settings.has(name)) throw new Error(`${this.node.path}: ${name} is set twice.`)
      this.#settings.set(name, value)
    }
  }

  /** In the order of their names, so that a template changes only when a value does. */
  get settings(): Settings {
    return Object.fromEntries([...this.#settings].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.#policy.addStatements(
      new iam.PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions: conditions as Record<string, Record<string, string>> }),
      }),
    )
  }
}
