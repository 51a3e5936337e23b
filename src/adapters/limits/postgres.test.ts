import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { limitStoreContract } from '../../kit/limit-store.contract.ts'
import { openPostgresLimits } from './postgres.ts'

limitStoreContract('PostgreSQL', async (t) => {
  const { db } = await openTestShop(t)
  return { store: openPostgresLimits(db), other: openPostgresLimits(db) }
})
