import assert from 'node:assert/strict'
import { test } from 'node:test'
import { App, Stack } from 'aws-cdk-lib'
import { resourcesOf } from '../proof/edge-of.ts'
import { example as deployment } from '../proof/example.ts'
import { templateOf } from '../proof/template-of.ts'
import { DeployRole } from './deploy-role.ts'

function roleOf(accountHas: typeof deployment.accountHas) {
  const stack = new Stack(new App(), 'account', { env: { account: '111111111111', region: 'eu-central-1' } })
  new DeployRole(stack, 'Deploy', {
    deployment: { ...deployment, name: 'tradewind', repository: 'owner/shop', branch: 'main', accountHas },
    regions: ['eu-central-1', 'us-east-1', 'eu-central-1'],
  })
  const template = templateOf(stack)
  const one = (type: string) => resourcesOf(template, type)[0]
  return {
    role: one('AWS::IAM::Role'),
    policy: one('AWS::IAM::ManagedPolicy'),
    provider: one('AWS::IAM::OIDCProvider'),
  }
}

test('one branch of one repository takes the role, and it may take the roles of the bootstrap and nothing else', () => {
  const { role, policy, provider } = roleOf([])
  assert.deepEqual(provider, {
    Url: 'https://token.actions.githubusercontent.com',
    ClientIdList: ['sts.amazonaws.com'],
  })
  const [trust, ...others] = role.AssumeRolePolicyDocument.Statement
  assert.deepEqual(others, [])
  assert.equal(trust.Action, 'sts:AssumeRoleWithWebIdentity')
  assert.deepEqual(trust.Condition, {
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:owner/shop:ref:refs/heads/main',
    },
  })
  const [right, ...more] = policy.PolicyDocument.Statement
  assert.deepEqual([more, right.Action, right.Effect], [[], 'sts:AssumeRole', 'Allow'])
  const roles = right.Resource.map((arn: { 'Fn::Join': [string, unknown[]] }) => arn['Fn::Join'][1].at(-1))
  assert.deepEqual(roles, [
    ':iam::111111111111:role/cdk-hnb659fds-deploy-role-111111111111-eu-central-1',
    ':iam::111111111111:role/cdk-hnb659fds-file-publishing-role-111111111111-eu-central-1',
    ':iam::111111111111:role/cdk-hnb659fds-deploy-role-111111111111-us-east-1',
    ':iam::111111111111:role/cdk-hnb659fds-file-publishing-role-111111111111-us-east-1',
  ])
  assert.deepEqual(role.ManagedPolicyArns, [role.PermissionsBoundary])
})

test('an account that knows GitHub already keeps its provider', () => {
  const { role, provider } = roleOf(['github-provider'])
  assert.equal(provider, undefined)
  const [{ Principal }] = role.AssumeRolePolicyDocument.Statement
  assert.match(JSON.stringify(Principal), /:iam::111111111111:oidc-provider\/token\.actions\.githubusercontent\.com/)
})
