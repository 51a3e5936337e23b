import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecretStore } from '../../domain/settings/secret-store.ts'
import { awsFault, awsPatience, patience } from './aws-fault.ts'

/** AWS Secrets Manager. The name is the secret's name or ARN; versions go by the labels that rotation moves. */
export function openSecretsManager(): SecretStore {
  const client = new SecretsManagerClient(awsPatience)
  const known = new Map<string, { version: string; previous: string | undefined }>()

  async function get(name: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING') {
    const found = await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: stage }), patience())
    return { text: found.SecretString ?? '', version: found.VersionId ?? '', since: found.CreatedDate }
  }
  /** A version that may not be there. Not to know it is a fault: what was signed with it would be refused until the next start. */
  const getOther = (name: string, stage: 'AWSPREVIOUS' | 'AWSPENDING') =>
    get(name, stage).then(
      ({ text }) => text || undefined,
      (fault) => {
        if (fault instanceof ResourceNotFoundException) return undefined
        throw fault
      },
    )

  return {
    async read(name, isThorough) {
      try {
        const { text, version, since } = await get(name, 'AWSCURRENT')
        // What comes before the same version stays the same: one call is enough.
        let before = known.get(name)
        if (before?.version !== version) {
          before = { version, previous: await getOther(name, 'AWSPREVIOUS') }
          known.set(name, before)
        }
        const pending = isThorough ? await getOther(name, 'AWSPENDING') : undefined
        return { current: text, since, previous: before.previous, pending: pending === text ? undefined : pending }
      } catch (fault) {
        throw awsFault(fault)
      }
    },
  }
}
