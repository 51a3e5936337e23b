import assert from 'node:assert/strict'
import { test } from 'node:test'
import { App, aws_kms as kms, Stack } from 'aws-cdk-lib'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { limitOf } from '../../src/api/store/hold-back.ts'
import { rateLimits } from '../../src/domain/settings/rate-limits.ts'
import type { RateLimit } from '../../src/kit/gate.ts'
import { type Route, siteRoutes, storefrontRoutes } from '../../src/routes.ts'
import { holds, resourcesOf, type Template, unitsOf } from '../proof/edge-of.ts'
import { example as deployment } from '../proof/example.ts'
import { synthesize } from '../proof/synth.ts'
import { templateOf } from '../proof/template-of.ts'
import { Firewall } from './firewall.ts'
import { looseness, rateRules } from './rate-rules.ts'

const template: Template = synthesize('standard').getStackByName('tradewind-edge').template
const [acl] = resourcesOf(template, 'AWS::WAFv2::WebACL')
// biome-ignore lint/suspicious/noExplicitAny: as CloudFormation has it.
const rules: any[] = acl.Rules

const limitsOf: Readonly<Record<string, RateLimit>> = rateLimits

test('a rate rule takes twice what the program takes of one address, and each limit of the program has one', () => {
  for (const { name, mirrors, limit, seconds } of rateRules.filter(({ mirrors }) => mirrors.length > 0)) {
    const program = mirrors
      .map((mirrored) => limitsOf[mirrored]?.perAddress ?? assert.fail(`The program has no limit ${mirrored}.`))
      .map(({ count, seconds: span }) => Math.max(count, (count * seconds) / span))
      .reduce((sum, count) => sum + count, 0)
    assert.equal(limit, program * looseness, name)
  }
  const mirrored = rateRules.flatMap(({ mirrors }) => mirrors)
  assert.deepEqual([...mirrored].sort(), Object.keys(rateLimits).sort())
  const everything = rateRules.find(({ mirrors }) => mirrors.length === 0)
  const aMinute = rateRules
    .filter(({ mirrors }) => mirrors.length > 0)
    .map(({ limit, seconds }) => (limit * 60) / seconds)
  assert.ok(everything && everything.limit * (60 / everything.seconds) > aMinute.reduce((sum, count) => sum + count, 0))
})

/** Method, address and the limit that the program has for it. */
function* requests(): Generator<{ method: string; path: string; limit: string | undefined }> {
  const filled = (path: string) => path.replace(/[:{]\w+\}?/g, 'x1')
  for (const { method, path, limit } of Object.values<Route>(storefrontRoutes))
    yield { method, path: `/us/en${filled(path)}`, limit }
  for (const { method, path, limit } of Object.values<Route>(siteRoutes)) yield { method, path: filled(path), limit }
  for (const endpoint of endpoints) {
    const place = endpoint.scope === 'place' ? '/us/en' : ''
    yield { method: endpoint.method, path: `/api/store${place}${filled(endpoint.path)}`, limit: limitOf(endpoint) }
  }
}

test('a request is counted by the rule that stands before its limit, and one without a limit by the rule for everything alone', () => {
  const counting = (name: string) =>
    rules.find(({ Name }) => Name === name).Statement.RateBasedStatement.ScopeDownStatement
  for (const { method, path, limit } of requests())
    for (const { name, mirrors } of rateRules) {
      const isCounted = holds(counting(name), { method, path })
      const said = `${method} ${path} (${limit ?? 'no limit'}) and the rule ${name}`
      if (name === 'all') assert.equal(isCounted, !/^\/(media|assets)\//.test(path), said)
      else if (limit !== undefined && mirrors.includes(limit)) assert.ok(isCounted, said)
      // Changes through the API are counted together, those with a stricter limit of their own as well.
      else if (isCounted) assert.ok(name === 'changes' && path.startsWith('/api/store/') && limit !== undefined, said)
    }
})

test('no managed rule ever sees an event of the payment provider', () => {
  const managed = rules.filter(({ Statement }) => Statement.ManagedRuleGroupStatement)
  assert.equal(managed.length, 5)
  for (const { Name, Statement } of managed) {
    const seen = Statement.ManagedRuleGroupStatement.ScopeDownStatement
    assert.equal(holds(seen, { method: 'POST', path: siteRoutes.paymentEvents.path }), false, Name)
    assert.equal(holds(seen, { method: 'POST', path: '/us/en/checkout/place' }), true, Name)
  }
})

test('all rules together stay below the 1,500 units that a web ACL may have', () => {
  const units = rules.reduce((sum, { Statement }) => sum + unitsOf(Statement), 0)
  assert.equal(units, 1_222)
  assert.ok(units <= 1_500)
})

test('the order is: addresses that are shut out, floods, groups that AWS manages', () => {
  const names = [...rules].sort((a, b) => a.Priority - b.Priority).map(({ Name }) => Name)
  assert.deepEqual(names, [
    'blocked',
    'guesses',
    'changes',
    'searches',
    'all',
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesAnonymousIpList',
    'AWSManagedRulesCommonRuleSet',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesSQLiRuleSet',
  ])
})

test('a new shop only counts what managed groups would stop; later they stop it, but whoever comes by a VPN is let in', () => {
  const actionsOf = (firewall: 'count' | 'block') => {
    const stack = new Stack(new App(), 'edge', { env: { account: '111111111111', region: 'us-east-1' } })
    const logKey = new kms.Key(stack, 'Key')
    new Firewall(stack, 'Firewall', { deployment: { ...deployment, firewall }, logKey, logDays: 30 })
    const [{ Rules }] = resourcesOf(templateOf(stack), 'AWS::WAFv2::WebACL')
    return Rules.flatMap(({ Name, OverrideAction }: Record<string, object>) =>
      OverrideAction ? [[Name, ...Object.keys(OverrideAction)]] : [],
    )
  }
  for (const [, action] of actionsOf('count')) assert.equal(action, 'Count')
  for (const [name, action] of actionsOf('block'))
    assert.equal(action, name === 'AWSManagedRulesAnonymousIpList' ? 'Count' : 'None', name)
})

test('neither the log nor the console shows cookies, tokens or links of mails', () => {
  const [logging] = resourcesOf(template, 'AWS::WAFv2::LoggingConfiguration')
  assert.deepEqual(logging.RedactedFields, [
    { SingleHeader: { Name: 'cookie' } },
    { SingleHeader: { Name: 'authorization' } },
    { QueryString: {} },
  ])
  for (const { VisibilityConfig } of [acl, ...rules]) assert.equal(VisibilityConfig.SampledRequestsEnabled, false)
})
