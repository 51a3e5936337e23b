import { Sql, sql, type Transactions } from './db.ts'

/**
 * Tells the planner what the tables hold, right after many rows were written. Empty ones are left out: a plan made for a
 * table that is known to be empty reads all of it, and is kept while the first thousand orders come in.
 */
export async function analyzeFilled(db: Transactions): Promise<void> {
  const filled = await db.rows<{ name: string }>(sql`
    select quote_ident(relname) as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`)
  await db.change(new Sql(`analyze ${filled.map(({ name }) => name).join(', ')}`, []))
}
