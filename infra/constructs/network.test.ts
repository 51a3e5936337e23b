import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { templateOf } from '../proof/templates.ts'

test('small reaches the internet through one machine, encrypted, that takes tokens alone and hears the program alone', () => {
  const data = templateOf('small', 'data')
  data.resourceCountIs('AWS::EC2::NatGateway', 0)
  data.hasResourceProperties('AWS::EC2::Instance', {
    SourceDestCheck: false,
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: Match.objectLike({ Encrypted: true }) }],
    NetworkInterfaces: [Match.objectLike({ AssociatePublicIpAddress: true })],
  })
  const rules = Object.values(data.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties)
  const toMachine = rules.filter(({ Description }) => /to the internet$/.test(Description))
  assert.deepEqual(
    toMachine.map(({ FromPort, ToPort }) => [FromPort, ToPort]),
    [
      [443, 443],
      [443, 443],
      [443, 443],
    ],
  )
  assert.ok(toMachine.every(({ SourceSecurityGroupId }) => SourceSecurityGroupId))
})

test('standard has one gateway that spans all zones', () => {
  const data = templateOf('standard', 'data')
  data.resourceCountIs('AWS::EC2::Instance', 0)
  data.resourceCountIs('AWS::EC2::NatGateway', 1)
  data.hasResourceProperties('AWS::EC2::NatGateway', { AvailabilityMode: 'regional' })
})

test('no group is open to addresses, and no Lambda of the CDK changes one', () => {
  for (const profile of ['small', 'standard', 'global'] as const) {
    const data = templateOf(profile, 'data')
    data.resourceCountIs('AWS::Lambda::Function', 0)
    const groups = Object.values(data.findResources('AWS::EC2::SecurityGroup'))
    for (const { Properties } of groups) assert.equal(Properties.SecurityGroupIngress, undefined)
  }
})

test('what goes to S3 and DynamoDB stays in the network of AWS, and refused traffic is logged', () => {
  const data = templateOf('standard', 'data')
  data.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 2)
  data.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' })
})
