import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandInput,
  KMSClient,
} from '@aws-sdk/client-kms'
import { type KeyContext, type KeyRing, KeyRingFault, type KeyRingProblem } from '../../domain/keys/key-ring.ts'

const problems: Record<string, KeyRingProblem> = {
  DisabledException: 'unusable',
  NotFoundException: 'unusable',
  // Waiting for its deletion.
  KMSInvalidStateException: 'unusable',
  InvalidKeyUsageException: 'unusable',
  InvalidCiphertextException: 'other-context',
  IncorrectKeyException: 'other-context',
  AccessDeniedException: 'refused',
  UnrecognizedClientException: 'refused',
  InvalidSignatureException: 'refused',
  ExpiredTokenException: 'refused',
  CredentialsProviderError: 'refused',
}

const words: Record<KeyRingProblem, string> = {
  unusable: 'The KMS key is disabled, waits for its deletion or does not exist.',
  'other-context': 'A key was wrapped for something else, or was changed.',
  refused: 'KMS does not let this program use the key.',
  unreachable: 'KMS does not answer.',
}

/**
 * Master keys in AWS KMS, which never leave it. `keyId` is what KMS takes: `alias/NAME`, a key's id (also a multi-region one, `mrk-…`) or an
 * ARN, whose region counts. What was wrapped names its own key, so an alias may move to a new key and the old keys still open.
 */
export function openKms(keyId: string): KeyRing {
  const region = /^arn:[^:]*:kms:([^:]+):/.exec(keyId)?.[1]
  const client = new KMSClient({
    ...(region ? { region } : {}),
    // The SDK waits between its attempts at random, longer each time, and spends a budget of attempts.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_500, requestTimeout: 2_500, throwOnRequestTimeout: true },
  })

  async function ask<T>(send: (within: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await send({ abortSignal: AbortSignal.timeout(9_000) })
    } catch (fault) {
      const name = (fault as { name?: unknown }).name
      const problem = problems[String(name)] ?? 'unreachable'
      throw new KeyRingFault(problem, `${words[problem]} (${keyId}, ${String(name)})`)
    }
  }
  const newKey: GenerateDataKeyCommandInput = { KeyId: keyId, KeySpec: 'AES_256' }

  async function open(wrapped: Buffer, context: KeyContext): Promise<Buffer> {
    const opened = await ask((within) =>
      client.send(new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: context }), within),
    )
    return bytesOf(opened.Plaintext)
  }

  return {
    newKey: async (context) => {
      const made = await ask((within) =>
        client.send(new GenerateDataKeyCommand({ ...newKey, EncryptionContext: context }), within),
      )
      return { plain: bytesOf(made.Plaintext), wrapped: bytesOf(made.CiphertextBlob) }
    },
    open,
    // In two calls, for a ring key is in the memory of every process anyway.
    rewrap: async (wrapped, context) => {
      const plain = await open(wrapped, context)
      const done = await ask((within) =>
        client.send(new EncryptCommand({ KeyId: keyId, Plaintext: plain, EncryptionContext: context }), within),
      )
      return bytesOf(done.CiphertextBlob)
    },
    // The operator turns on KMS's own rotation, or moves the alias to another key.
    renew: async () => {},
  }
}

function bytesOf(bytes: Uint8Array | undefined): Buffer {
  if (!bytes) throw new KeyRingFault('unreachable', 'KMS gave half an answer.')
  return Buffer.from(bytes)
}
