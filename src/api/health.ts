import type { Shop } from '../domain/shop.ts'
import { sql } from '../kit/db.ts'
import { migrationNames } from '../kit/migrate.ts'

/** The process answers. */
export const health = async (): Promise<Response> => answer(200, { ok: true })

/** The process may take traffic: the database answers and stands at this program's migrations. */
export async function ready(shop: Pick<Shop, 'db'>): Promise<Response> {
  try {
    const done = await shop.db.rows<{ name: string }>(sql`select name from migration`)
    const names = new Set(done.map((row) => row.name))
    const missing = (await migrationNames()).filter((name) => !names.has(name))
    return missing.length === 0 ? answer(200, { ok: true }) : answer(503, { ok: false, problem: 'migrations-missing' })
  } catch {
    return answer(503, { ok: false, problem: 'database-unreachable' })
  }
}

const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
