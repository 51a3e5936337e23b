import { type Queries, sql } from '../../kit/db.ts'
import type { Shop } from '../shop.ts'
import { type KeyColumns, keyColumns, type PersonKey } from './vault.ts'

/** For changes that meet no row of the person's on their way. Null: destroyed. 1 statement. */
export async function readPersonKey(
  { db, vault }: { db: Queries } & Pick<Shop, 'vault'>,
  personId: string,
): Promise<PersonKey | null> {
  const row = await db.row<KeyColumns>(
    sql`select pk.person_id as "personId", ${keyColumns} from person_key pk where pk.person_id = ${personId}`,
  )
  return row ? vault.keyOf(row) : null
}
