import { Sql, type Tx } from '../../src/kit/db.ts'

/** Column → PostgreSQL type. Names come from the seed's own code only. */
export type Columns<Row> = { [Name in keyof Row & string]: string }

/** Writes many rows with one statement. Ids are given; `finishIds` sets the counters behind them afterwards. */
export async function insertRows<Row extends object>(
  tx: Tx,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
) {
  const names = Object.keys(columns)
  const snake = names.map((name) => name.replace(/[A-Z]|(?<=[a-z])\d/g, (sign) => `_${sign.toLowerCase()}`))
  const types = names.map((name) => `"${name}" ${columns[name as keyof Columns<Row>]}`)
  for (let at = 0; at < rows.length; at += 5_000)
    await tx.change(
      new Sql(
        `insert into ${table} (${snake.join(', ')}) overriding system value
         select ${names.map((name) => `"${name}"`).join(', ')} from jsonb_to_recordset($1::jsonb) as r (${types.join(', ')})`,
        [JSON.stringify(rows.slice(at, at + 5_000))],
      ),
    )
}

/** The next id of each table follows the highest one. */
export async function finishIds(tx: Tx, tables: readonly string[]): Promise<void> {
  for (const table of tables)
    await tx.change(
      new Sql(
        `select setval(pg_get_serial_sequence('${table}', 'id'), coalesce(max(id), 0) + 1, false) from ${table}`,
        [],
      ),
    )
}
