import assert from 'node:assert/strict'
import { test } from 'node:test'
import { App, aws_elasticloadbalancingv2 as elb, aws_route53 as route53, Stack } from 'aws-cdk-lib'
import { resourcesOf } from '../proof/edge-of.ts'
import { templateOf } from '../proof/template-of.ts'
import { OriginNames } from './origin-names.ts'

function namesOf(hasStandby: boolean) {
  const stack = new Stack(new App(), 'edge', { env: { account: '111111111111', region: 'us-east-1' } })
  const balancer = (id: string) =>
    elb.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, id, {
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/${id}/1`,
      loadBalancerDnsName: `${id}.elb.amazonaws.com`,
      loadBalancerCanonicalHostedZoneId: `Z-${id}`,
      securityGroupId: 'sg-1',
    })
  new OriginNames(stack, 'Names', {
    shop: 'tradewind',
    zone: route53.PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z1',
      zoneName: 'shop.example',
    }),
    home: balancer('home'),
    standby: hasStandby ? balancer('standby') : null,
  })
  const template = templateOf(stack)
  const find = ({ Ref }: { Ref: string }) => template.Resources[Ref]?.Properties
  return {
    find,
    records: resourcesOf(template, 'AWS::Route53::RecordSet'),
    checks: resourcesOf(template, 'AWS::Route53::HealthCheck'),
  }
}

test('with a standby the name leads home while the home region is healthy, and else to the standby', () => {
  const { records, find } = namesOf(true)
  const [home, standby] = records.sort((a, b) => (a.Failover < b.Failover ? -1 : 1))
  for (const [record, failover, id] of [
    [home, 'PRIMARY', 'home'],
    [standby, 'SECONDARY', 'standby'],
  ] as const) {
    assert.deepEqual([record.Name, record.Type, record.Failover], ['origin.shop.example.', 'A', failover])
    assert.deepEqual(record.AliasTarget, {
      DNSName: `dualstack.${id}.elb.amazonaws.com`,
      EvaluateTargetHealth: true,
      HostedZoneId: `Z-${id}`,
    })
    const { HealthCheckConfig } = find(record.HealthCheckId) ?? assert.fail('It has no health check.')
    assert.deepEqual(HealthCheckConfig, {
      Type: 'HTTPS',
      FullyQualifiedDomainName: `${id}.elb.amazonaws.com`,
      Port: 443,
      ResourcePath: '/readyz',
      EnableSNI: true,
      RequestInterval: 10,
      FailureThreshold: 3,
      Inverted: false,
      MeasureLatency: false,
      Regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
    })
  }
})

test('without a standby the name leads home always, and a health check only tells', () => {
  const { records, checks } = namesOf(false)
  assert.deepEqual(
    records.map(({ Failover, HealthCheckId, SetIdentifier }) => [Failover, HealthCheckId, SetIdentifier]),
    [[undefined, undefined, undefined]],
  )
  assert.equal(checks.length, 1)
})
