import { Signer } from '@aws-sdk/rds-signer'
import { SecretFault, type SecretStore } from '../../domain/settings/secret-store.ts'
import { awsFault } from './aws-fault.ts'

/**
 * Passwords of databases of RDS that nobody keeps: tokens that the credentials of this machine sign, good for fifteen minutes. The name
 * is `USER@HOST:PORT`. The region is the SDK's own setting; only credentials come over the network.
 */
export function openRdsTokens(): SecretStore {
  const signers = new Map<string, Signer>()

  function signerOf(name: string): Signer {
    const [, username = '', hostname = '', port] = /^([^@:/]+)@([^@:/]+):(\d{1,5})$/.exec(name) ?? []
    if (!port) throw new SecretFault('missing', `'${name}' is not USER@HOST:PORT`)
    const signer = signers.get(name) ?? new Signer({ username, hostname, port: Number(port) })
    signers.set(name, signer)
    return signer
  }

  return {
    async read(name) {
      const signer = signerOf(name)
      try {
        return { current: await signer.getAuthToken(), isToken: true }
      } catch (fault) {
        throw awsFault(fault)
      }
    },
  }
}
