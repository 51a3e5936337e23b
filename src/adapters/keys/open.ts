import type { KeyRing } from '../../domain/keys/key-ring.ts'
import { openLocalKeys } from './local.ts'

/** The key ring that KEYS_URL names; what only KMS needs is loaded for it alone. */
export async function openKeys(url: URL): Promise<KeyRing> {
  if (url.protocol === 'local:') return openLocalKeys(url.pathname)
  return (await import('./kms.ts')).openKms(url.pathname)
}
