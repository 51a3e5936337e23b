import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { SecretStore } from '../../domain/settings/secret-store.ts'
import { awsFault, awsPatience, patience } from './aws-fault.ts'

/** AWS Systems Manager Parameter Store: SecureString parameters by their path. The version before is the one with the number before. */
export function openParameterStore(): SecretStore {
  const client = new SSMClient(awsPatience)
  const known = new Map<string, { version: number; previous: string | undefined }>()

  async function get(name: string) {
    const { Parameter: found } = await client.send(
      new GetParameterCommand({ Name: name, WithDecryption: true }),
      patience(),
    )
    return { text: found?.Value ?? '', version: found?.Version ?? 0, since: found?.LastModifiedDate }
  }

  return {
    async read(name) {
      try {
        const { text, version, since } = await get(name)
        let before = known.get(name)
        if (before?.version !== version) {
          const older = version > 1 ? await get(`${name}:${version - 1}`).catch(() => undefined) : undefined
          before = { version, previous: older?.text }
          known.set(name, before)
        }
        return { current: text, since, previous: before.previous }
      } catch (fault) {
        throw awsFault(fault)
      }
    },
  }
}
