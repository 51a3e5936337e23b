import { openKeys } from './adapters/keys/open.ts'
import { KeyRingFault } from './domain/keys/key-ring.ts'
import { openVault } from './domain/keys/open-vault.ts'
import type { Shop } from './domain/shop.ts'
import { systemClock } from './kit/clock.ts'
import type { Db } from './kit/db.ts'
import { secureRandom } from './kit/ids.ts'
import { WrongSetting } from './kit/settings.ts'

/** Whoever cannot open the keys cannot read whom the orders are for: then nothing starts. */
export async function openPersonalKeys(url: URL, db: Db): Promise<Pick<Shop, 'vault' | 'keyRing'>> {
  const keyRing = await openKeys(url)
  try {
    return { keyRing, vault: await openVault({ db, clock: systemClock, random: secureRandom }, keyRing) }
  } catch (fault) {
    if (!(fault instanceof KeyRingFault)) throw fault
    throw new WrongSetting(`KEYS_URL: ${fault.message}`)
  }
}
