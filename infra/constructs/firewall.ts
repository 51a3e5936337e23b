import { ArnFormat, type aws_kms as kms, aws_logs as logs, RemovalPolicy, Stack, aws_wafv2 as wafv2 } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { any, isPath, not, rateRules } from './rate-rules.ts'

/** Events of the payment provider: its signature proves them, and none of them may be lost to a rule that guesses. */
export const webhookPath = '/webhooks/payments'

type ManagedGroup = {
  readonly name: string
  /** Rules that only count, with the reason beside them. */
  readonly counted: readonly string[]
  /** All of its rules only count, whatever the deployment says. */
  readonly countsOnly?: true
}

/**
 * Without a pinned version: AWS makes a rule against an attack of today the default within days, and versions that are pinned
 * expire. A change is seen in the metrics of the group, and `firewall: 'count'` takes its teeth out at once.
 */
export const managedGroups: readonly ManagedGroup[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  // Shoppers come through VPNs and relays of their phones.
  { name: 'AWSManagedRulesAnonymousIpList', counted: [], countsOnly: true },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    counted: [
      // The program has limits of its own for each route: forms of 64 kB, addresses of 8 kB, pictures of 20 MB.
      'SizeRestrictions_BODY',
      'SizeRestrictions_QUERYSTRING',
      // Storefronts on a server call the API, and programs need not name themselves.
      'NoUserAgent_HEADER',
      // Passwords and notes hold any sign, and pages write all of it as text.
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
    ],
  },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', counted: [] },
  {
    name: 'AWSManagedRulesSQLiRuleSet',
    // The same, and no text becomes a part of a statement.
    counted: ['SQLi_BODY', 'SQLiExtendedPatterns_BODY'],
  },
]

export type FirewallProps = {
  readonly deployment: Deployment
  readonly logKey: kms.IKey
  readonly logDays: logs.RetentionDays
}

/** WAF before CloudFront: addresses that are shut out, floods, and what AWS knows as an attack; in this order. */
export class Firewall extends Construct {
  readonly acl: wafv2.CfnWebACL
  /** The dimension `WebACL` of its metrics. */
  readonly metricName: string
  readonly log: logs.LogGroup

  constructor(scope: Construct, id: string, { deployment, logKey, logDays }: FirewallProps) {
    super(scope, id)
    const { name } = deployment
    const rules = [this.#blockList(name), ...rateRules.map(rateRule), ...managedGroups.map(managedRule(deployment))]
    this.metricName = name
    this.acl = new wafv2.CfnWebACL(this, 'Acl', {
      name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
      customResponseBodies: { wait: { contentType: 'TEXT_HTML', content: waitPage } },
      visibilityConfig: visibility(name),
    })
    // The prefix is WAF's own condition.
    this.log = new logs.LogGroup(this, 'Log', {
      logGroupName: `aws-waf-logs-${name}`,
      retention: logDays,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const logging = new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          resourceName: this.log.logGroupName,
        }),
      ],
      // Links of mails carry their secret in the query.
      redactedFields: [
        { singleHeader: { Name: 'cookie' } },
        { singleHeader: { Name: 'authorization' } },
        { queryString: {} },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    })
    logging.node.addDependency(this.log)
  }

  /** Empty; whom the operator shuts out in an attack stands there at once, without a deploy. */
  #blockList(shop: string): Rule {
    const sets = (['IPV4', 'IPV6'] as const).map(
      (version) =>
        new wafv2.CfnIPSet(this, `Blocked${version}`, {
          name: `${shop}-blocked-${version.toLowerCase()}`,
          scope: 'CLOUDFRONT',
          ipAddressVersion: version,
          addresses: [],
        }),
    )
    return {
      name: 'blocked',
      action: { block: {} },
      statement: any(...sets.map(({ attrArn }) => ({ ipSetReferenceStatement: { arn: attrArn } }))),
      visibilityConfig: visibility('blocked'),
    }
  }
}

type Rule = Omit<wafv2.CfnWebACL.RuleProperty, 'priority'>

function rateRule({ name, limit, seconds, counts }: (typeof rateRules)[number]): Rule {
  return {
    name,
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: 'wait',
          responseHeaders: [
            { name: 'retry-after', value: String(seconds) },
            { name: 'cache-control', value: 'private, no-store' },
          ],
        },
      },
    },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit,
        evaluationWindowSec: seconds,
        scopeDownStatement: counts,
      },
    },
    visibilityConfig: visibility(name),
  }
}

const managedRule =
  ({ firewall }: Deployment) =>
  ({ name, counted, countsOnly }: ManagedGroup): Rule => ({
    name,
    overrideAction: firewall === 'count' || countsOnly ? { count: {} } : { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        scopeDownStatement: not(isPath(webhookPath)),
      },
    },
    visibilityConfig: visibility(name),
  })

/** Without samples: the console would show whole requests, cookies and tokens of orders among them. The log tells of what was blocked. */
const visibility = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
})

const waitPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Please wait a moment</title>
<h1>Please wait a moment</h1><p>That was very often in a short time. Please wait a few minutes, then it works again. Nothing was lost.</p>
<div lang="de"><h1>Bitte warten Sie kurz</h1><p>Das war sehr oft in kurzer Zeit. Bitte warten Sie ein paar Minuten, dann geht es wieder. Es ist nichts verloren.</p></div></html>`
