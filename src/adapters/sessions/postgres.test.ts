import { randomUUID } from 'node:crypto'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { sessionStoreContract } from '../../domain/customers/session-store.contract.ts'
import { sql } from '../../kit/db.ts'
import { openPostgresSessions } from './postgres.ts'

sessionStoreContract('PostgreSQL', async (t) => {
  const { db, vault } = await openTestShop(t)
  return {
    store: openPostgresSessions(db),
    async aPerson() {
      const id = randomUUID()
      await db.change(sql`insert into person (id) values (${id})`)
      await db.change(
        sql`insert into account (person_id, email_index, password_hash, session_epoch) values (${id}, ${vault.emailIndex(id)}, '', 3)`,
      )
      return id
    },
  }
})
