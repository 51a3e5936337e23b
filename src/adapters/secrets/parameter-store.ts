import { GetParameterCommand, ParameterNotFound, ParameterVersionNotFound, SSMClient } from '@aws-sdk/client-ssm'
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

  /** A version that may be gone. Not to know it is a fault: what was signed with it would be refused until the next start. */
  const getOlder = (name: string) =>
    get(name).then(
      ({ text }) => text,
      (fault) => {
        if (fault instanceof ParameterVersionNotFound || fault instanceof ParameterNotFound) return undefined
        throw fault
      },
    )

  return {
    async read(name) {
      try {
        const { text, version, since } = await get(name)
        let before = known.get(name)
        if (before?.version !== version) {
          before = { version, previous: version > 1 ? await getOlder(`${name}:${version - 1}`) : undefined }
          known.set(name, before)
        }
        return { current: text, since, previous: before.previous }
      } catch (fault) {
        throw awsFault(fault)
      }
    },
  }
}
