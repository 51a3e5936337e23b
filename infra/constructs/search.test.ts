import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

const domain = 'AWS::OpenSearchService::Domain'

test('the domain of standard stands in three zones, one of them in reserve, encrypted and for signed requests alone', () => {
  templateOf('standard', 'data').hasResource(domain, {
    DeletionPolicy: 'Retain',
    Properties: {
      DomainName: 'tradewind',
      ClusterConfig: Match.objectLike({
        InstanceCount: 3,
        DedicatedMasterEnabled: true,
        DedicatedMasterCount: 3,
        MultiAZWithStandbyEnabled: true,
        ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
      }),
      EncryptionAtRestOptions: { Enabled: true, KmsKeyId: Match.anyValue() },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: Match.objectLike({
        EnforceHTTPS: true,
        TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10',
      }),
      AdvancedSecurityOptions: Match.objectLike({
        Enabled: true,
        InternalUserDatabaseEnabled: false,
        MasterUserOptions: { MasterUserARN: Match.anyValue() },
      }),
      VPCOptions: Match.objectLike({ SecurityGroupIds: Match.anyValue() }),
      LogPublishingOptions: Match.objectLike({ AUDIT_LOGS: Match.objectLike({ Enabled: true }) }),
      OffPeakWindowOptions: Match.objectLike({ Enabled: true }),
    },
  })
})

test('the second region has one node, which the worker fills anew', () => {
  templateOf('global', 'standby-data').hasResourceProperties(domain, {
    ClusterConfig: Match.objectLike({ InstanceCount: 1, MultiAZWithStandbyEnabled: false }),
  })
})

test('small has no domain, and its processes have no right to one', () => {
  templateOf('small', 'data').resourceCountIs(domain, 0)
  assert.doesNotMatch(JSON.stringify(statementsOf(templateOf('small', 'program'), 'Web')), /es:ESHttp/)
})

test('a process may ask the domain; no Lambda of the CDK stands beside it', () => {
  const rights = statementsOf(templateOf('standard', 'program'), 'Web').filter(({ Action }) =>
    JSON.stringify(Action).includes('es:ESHttp'),
  )
  assert.deepEqual(
    rights.map(({ Action }) => Action),
    [['es:ESHttpDelete', 'es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut']],
  )
  templateOf('standard', 'data').resourceCountIs('AWS::Lambda::Function', 0)
})
