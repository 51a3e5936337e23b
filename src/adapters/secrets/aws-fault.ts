import { SecretFault } from '../../domain/settings/secret-store.ts'

/** Two tries of at most three seconds each. Region, credentials and endpoint are the SDK's own settings. */
export const awsPatience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
}

/** Of one call, with all its tries. */
export const patience = () => ({ abortSignal: AbortSignal.timeout(5_000) })

const missing = new Set(['ResourceNotFoundException', 'ParameterNotFound', 'ParameterVersionNotFound'])
const refused =
  /^(AccessDenied|UnrecognizedClient|InvalidClientToken|InvalidSignature|ExpiredToken|KMSAccessDenied|InvalidKeyId|DecryptionFailure|CredentialsProviderError)/

/** What a fault of AWS means. Its own message may hold names of accounts: the kind of the fault says enough. */
export function awsFault(fault: unknown): SecretFault {
  const { name = 'unknown', code, message = '' } = fault as { name?: string; code?: string; message?: string }
  if (missing.has(name)) return new SecretFault('missing', name, { cause: fault })
  if (name === 'CredentialsProviderError')
    return new SecretFault('refused', 'no AWS credentials were found', { cause: fault })
  if (refused.test(name)) return new SecretFault('refused', name, { cause: fault })
  if (message === 'Region is missing') return new SecretFault('unreachable', 'AWS_REGION is not set', { cause: fault })
  return new SecretFault('unreachable', code ?? name, { cause: fault })
}
