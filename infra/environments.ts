/** What one deployment is about. `deployment.ts` holds yours. */
export type Deployment = {
  /** Begins the name of everything that is made: small letters, digits and hyphens, at most 16. */
  readonly name: string
  /** The number of the AWS account, 12 digits. */
  readonly account: string
  /** Where the shop lives. */
  readonly region: string
  /** Where copies of the data lie; with the profile `global` also the second shop that takes over. */
  readonly standbyRegion: string
  /** What shoppers type, without https://. */
  readonly domain: string
  readonly profile: ProfileName
  /** Numbers of yours in the place of the profile's. docs/reference/cost.md says what some of them save. */
  readonly changes?: Partial<Profile>
  /**
   * When the home region is lost and no database follows it: the ARN of a snapshot in the second region. The stacks `standby-data` and
   * `standby-program` then open the shop there; docs/guides/disaster.md leads through it.
   */
  readonly restoredFrom?: string
  /**
   * Ids of versions of the secret `origin`, the newest last: the balancer takes the value of each, CloudFront sends that of the last. Without
   * them each has what was current when it was last changed. docs/guides/first-deploy.md leads through a change of the secret.
   */
  readonly originVersions?: readonly [only: string] | readonly [old: string, next: string]
  /** Gets the alarms and the bills; confirms by a link in the first mail. */
  readonly alarmMail: string
  /** The sender of the shop's mail; its domain is `domain`. */
  readonly mailFrom: string
  /**
   * Who may shorten the time of backups: with `governance` an administrator who has the right for it, with `compliance` nobody, three days
   * after the deploy and for ever, not even AWS.
   */
  readonly backupLock: 'governance' | 'compliance'
  /** The GitHub repository and branch that may deploy, `owner/name` and `main`. */
  readonly repository: string
  readonly branch: string
  /**
   * Lists of addresses that AWS keeps, by region: only they reach the load balancer. They differ between regions and stay as they are.
   * `aws ec2 describe-managed-prefix-lists --region REGION --query 'PrefixLists[].[PrefixListName,PrefixListId]' --output text | grep -v ipv6`
   * shows them: `cloudFront` ends in `cloudfront.origin-facing`, `healthChecks` in `route53-healthchecks`.
   */
  readonly prefixLists: Readonly<Record<string, PrefixLists>>
  /** What the canary buys: the page of the test article, and where it would be sent, by the names of the checkout's fields. */
  readonly canary: { readonly article: string; readonly address: Readonly<Record<string, string>> }
  /** Machines that stand ready before a crowd that is expected; may be empty. */
  readonly saleDays: readonly SaleDay[]
  /** `count`: the rule groups that AWS manages only count what they would stop. Read their log for a week, then set `block`. */
  readonly firewall: 'count' | 'block'
  /** What an account can have only once, and yours has already. GuardDuty stands here as well if you do not want it. */
  readonly accountHas: readonly ('github-provider' | 'guardduty' | 'access-analyzer')[]
}

export type PrefixLists = { readonly cloudFront: string; readonly healthChecks: string }

/**
 * Instants as `2026-11-27T05:30:00Z`. From the first to the second one `web` has `machines` at least, then its `min` again. A day begins
 * after the one before it has ended.
 */
export type SaleDay = { readonly from: string; readonly until: string; readonly machines: number }

export type ProfileName = 'small' | 'standard' | 'global'

/** Machines that run one process of the program. */
export type Group = {
  /** In order of preference; all arm64. */
  readonly instanceTypes: readonly string[]
  /** Processes of the program on each machine: about 270 MB each under load. */
  readonly processes: number
  /** The group never has fewer: with one zone gone, the rest carries the stated peak. */
  readonly min: number
  readonly max: number
  /** So many are never Spot. */
  readonly onDemand: number
}

export type Profile = {
  /** Availability zones in use. */
  readonly zones: 2 | 3
  /** How machines reach the payment provider: one small machine, or a gateway that spans all zones. */
  readonly egress: 'instance' | 'gateways'
  readonly web: Group
  readonly worker: Group
  /** Requests a second for one machine of `web`, at which the group grows: at most half of what the benchmark measured; on Graviton nobody has. */
  readonly requestsPerMachine: number
  /** Requests a second that reach the program at the peak the profile is made for. */
  readonly peakRequests: number
  readonly database: DatabaseProfile
  /** None: PostgreSQL answers searches. */
  readonly search: SearchProfile | null
  /** Shares of the second region; none: copies of the data alone lie there. */
  readonly standby: { readonly web: Group; readonly worker: Group; readonly search: SearchProfile | null } | null
  /** US dollars a month; mails come at 50, 80 and 100 %, and when the month will cost more. */
  readonly budget: number
  /** Minutes between two purchases of the canary. */
  readonly canaryMinutes: number
  readonly logDays: 30 | 90
  /** What the program tells CloudWatch of itself. Each metric costs money: `emf-few` are those of sales and alarms. */
  readonly metrics: 'emf' | 'emf-few'
  /** Machines tell each minute how they are, and not each five. */
  readonly isWatchedEachMinute: boolean
  /** How often in a year the newest backups are restored to see that they can be. */
  readonly restoreTests: 4 | 12
  /** GuardDuty looks at what the account does and whom its network speaks to. */
  readonly hasGuardDuty: boolean
}

export type DatabaseProfile =
  | {
      readonly engine: 'postgres'
      readonly instanceType: string
      readonly isMultiAz: boolean
      readonly gigabytes: number
      readonly hasReplica: boolean
      /** So far back the database can be taken to any second; 35 at most. */
      readonly backupDays: number
    }
  | {
      readonly engine: 'aurora'
      readonly instanceType: string
      readonly readers: number
      readonly backupDays: number
    }

export type SearchProfile = {
  readonly dataNodes: number
  readonly dataType: string
  /** Nodes that only lead; with them and three zones, the domain has a standby zone. */
  readonly masterNodes: 0 | 3
  readonly masterType: string
  readonly gigabytes: number
}

const machines = ['m7g.large', 'm8g.large', 'm6g.large', 'c7g.xlarge']

const standard: Profile = {
  zones: 3,
  egress: 'gateways',
  web: { instanceTypes: machines, processes: 2, min: 3, max: 24, onDemand: 3 },
  worker: { instanceTypes: ['m7g.medium', 'm8g.medium', 'm6g.medium'], processes: 1, min: 2, max: 6, onDemand: 2 },
  requestsPerMachine: 400,
  peakRequests: 800,
  database: {
    engine: 'postgres',
    instanceType: 'm7g.large',
    isMultiAz: true,
    gigabytes: 100,
    hasReplica: true,
    backupDays: 35,
  },
  search: { dataNodes: 3, dataType: 'r7g.large', masterNodes: 3, masterType: 'm7g.medium', gigabytes: 50 },
  standby: null,
  budget: 2_000,
  canaryMinutes: 5,
  logDays: 90,
  metrics: 'emf',
  isWatchedEachMinute: true,
  restoreTests: 12,
  hasGuardDuty: true,
}

/** The same constructs with other numbers. */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  small: {
    zones: 2,
    egress: 'instance',
    web: { instanceTypes: ['t4g.micro'], processes: 1, min: 2, max: 4, onDemand: 4 },
    worker: { instanceTypes: ['t4g.micro'], processes: 1, min: 1, max: 2, onDemand: 2 },
    requestsPerMachine: 150,
    peakRequests: 150,
    database: {
      engine: 'postgres',
      instanceType: 't4g.micro',
      isMultiAz: false,
      gigabytes: 20,
      hasReplica: false,
      backupDays: 14,
    },
    search: null,
    standby: null,
    budget: 160,
    canaryMinutes: 60,
    logDays: 30,
    metrics: 'emf-few',
    isWatchedEachMinute: false,
    restoreTests: 4,
    hasGuardDuty: false,
  },
  standard,
  global: {
    ...standard,
    database: { engine: 'aurora', instanceType: 'r7g.large', readers: 1, backupDays: 35 },
    standby: {
      web: { ...standard.web, min: 1, onDemand: 1 },
      worker: { ...standard.worker, min: 1, onDemand: 1 },
      search: { dataNodes: 1, dataType: 'r7g.large', masterNodes: 0, masterType: 'm7g.medium', gigabytes: 50 },
    },
    budget: 3_200,
  },
}

/** The numbers of a deployment. What is opened from copies is as large as what was lost. */
export function profileOf({ profile, changes, restoredFrom }: Deployment): Profile {
  const numbers = { ...profiles[profile], ...changes }
  const { web, worker, search, standby } = numbers
  return { ...numbers, standby: standby ?? (restoredFrom ? { web, worker, search } : null) }
}
