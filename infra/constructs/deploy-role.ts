import { Aws, Duration, aws_iam as iam } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'

const issuer = 'token.actions.githubusercontent.com'

/** Of `cdk bootstrap` without a qualifier of one's own. */
const bootstrapQualifier = 'hnb659fds'

/** Roles of the bootstrap that `cdk deploy` takes: to deploy, and to put files where CloudFormation finds them. */
const bootstrapRoles = ['deploy-role', 'file-publishing-role']

export type DeployRoleProps = {
  readonly deployment: Deployment
  /** All in which stacks lie. */
  readonly regions: readonly string[]
}

/**
 * Deploys from one branch of one repository, without a key that could be lost. It may do nothing but take the roles of the bootstrap;
 * its boundary is the same list, so that no policy that is attached later adds to it.
 */
export class DeployRole extends Construct {
  readonly role: iam.Role

  constructor(scope: Construct, id: string, { deployment, regions }: DeployRoleProps) {
    super(scope, id)
    const { name, account, repository, branch, accountHas } = deployment
    const providerArn = accountHas.includes('github-provider')
      ? `arn:${Aws.PARTITION}:iam::${account}:oidc-provider/${issuer}`
      : new iam.OidcProviderNative(this, 'GitHub', { url: `https://${issuer}`, clientIds: ['sts.amazonaws.com'] })
          .oidcProviderArn
    const rights = new iam.ManagedPolicy(this, 'Rights', {
      managedPolicyName: `${name}-deploy`,
      description: 'Roles of the bootstrap, and nothing else',
      statements: [
        new iam.PolicyStatement({
          actions: ['sts:AssumeRole'],
          resources: [...new Set(regions)].flatMap((region) =>
            bootstrapRoles.map(
              (role) =>
                `arn:${Aws.PARTITION}:iam::${account}:role/cdk-${bootstrapQualifier}-${role}-${account}-${region}`,
            ),
          ),
        }),
      ],
    })
    this.role = new iam.Role(this, 'Role', {
      roleName: `${name}-deploy`,
      description: `Deploys ${name} from ${repository}, branch ${branch}`,
      assumedBy: new iam.WebIdentityPrincipal(providerArn, {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:sub`]: `repo:${repository}:ref:refs/heads/${branch}`,
        },
      }),
      managedPolicies: [rights],
      permissionsBoundary: rights,
      maxSessionDuration: Duration.hours(2),
    })
  }
}
