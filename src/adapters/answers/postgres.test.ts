import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { answerStoreContract } from '../../kit/answer-store.contract.ts'
import { openPostgresAnswers } from './postgres.ts'

answerStoreContract('PostgreSQL', async (t) => {
  const { db } = await openTestShop(t)
  return { store: openPostgresAnswers(db), other: openPostgresAnswers(db) }
})
