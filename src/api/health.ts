import type { Shop } from '../domain/shop.ts'
import { migrationNames } from '../kit/migrate.ts'
import { type Depended, readDepended } from './health-table.ts'

/** The process answers. */
export const health = async (): Promise<Response> => answer(200, { ok: true })

/** Balancers of several machines ask several times a second: the database hears of it once. */
const keptMs = 1_000
/** A job that has waited for longer: the worker stands still, or has too much to do. */
const lateSeconds = 120

type Needs = Pick<Shop, 'db'>
type Told = { status: number; body: object }

const last = new WeakMap<Shop['db'], { told: Promise<Told>; at: number }>()
let wanted: Promise<string[]> | undefined

/**
 * The process may take traffic: the database answers and stands at this program's migrations. A late worker is told of for an
 * alarm, but no reason to take this process away: it can sell without it.
 */
export async function ready({ db }: Needs): Promise<Response> {
  const now = performance.now()
  let kept = last.get(db)
  if (!kept || now - kept.at > keptMs) {
    kept = { told: look({ db }), at: now }
    last.set(db, kept)
  }
  const { status, body } = await kept.told
  return answer(status, body)
}

async function look({ db }: Needs): Promise<Told> {
  let depended: Depended
  try {
    depended = await readDepended(db.first)
  } catch {
    return { status: 503, body: { ok: false, problem: 'database-unreachable' } }
  }
  wanted ??= migrationNames()
  const names = new Set(depended.done)
  if ((await wanted).some((name) => !names.has(name)))
    return { status: 503, body: { ok: false, problem: 'migrations-missing' } }
  const waited = depended.oldestJobSeconds ?? 0
  return { status: 200, body: { ok: true, worker: { late: waited > lateSeconds, oldestJobSeconds: waited } } }
}

const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
