import type { SignedIn } from '../../domain/customers/session.ts'
import type { Visit } from '../visit.ts'

/** The shopper of a page for signed-in shoppers; the router has let nobody else in. */
export async function signedIn(visit: Pick<Visit, 'person' | 'route'>): Promise<SignedIn> {
  const person = await visit.person()
  if (!person) throw new Error(`The page '${visit.route}' was opened without a session.`)
  return person
}
