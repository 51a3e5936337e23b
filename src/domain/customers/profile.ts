import { z } from 'zod'
import { locales } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type Profile, readProfileRow, updateProfile } from './account-table.ts'

export const profileForm = z.object({
  firstName: z.string().trim().min(1).max(80),
  lastName: z.string().trim().min(1).max(80),
  phone: z.string().trim().max(40).default(''),
  locale: z.enum(locales as [(typeof locales)[number], ...(typeof locales)[number][]]),
})

export const readProfile = (shop: Pick<Shop, 'db' | 'vault'>, personId: string): Promise<Profile | undefined> =>
  readProfileRow(shop, personId)

export async function changeProfile(
  shop: Pick<Shop, 'db' | 'clock' | 'vault'>,
  personId: string,
  input: z.infer<typeof profileForm>,
): Promise<void> {
  await shop.db.transaction((tx) => updateProfile(tx, shop.vault, personId, input, shop.clock()))
}
