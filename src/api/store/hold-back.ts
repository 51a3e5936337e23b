import type { RateLimitName } from '../../domain/settings/rate-limits.ts'
import type { Passage } from '../../kit/door.ts'
import { closedHeaders, type Gate, limitHeaders } from '../../kit/gate.ts'
import { limitedRequests } from '../../kit/process-metrics.ts'
import type { Endpoint } from './endpoint.ts'
import { type Refusal, refuse } from './problems.ts'

/** The limits of endpoints, by their operationId: the same as of the pages that do the same. */
const limits: Readonly<Record<string, RateLimitName>> = {
  signIn: 'sign-in',
  registerAccount: 'register',
  askOrderAccount: 'register',
  forgotPassword: 'reset',
  verifyAccount: 'proof',
  resetPassword: 'proof',
  changePassword: 'proof',
  askEmailChange: 'proof',
  confirmEmailChange: 'proof',
  closeAccount: 'proof',
  lookUpOrder: 'order-look-up',
  declareWithdrawal: 'order-look-up',
  enterCartCode: 'code',
  placeOrder: 'checkout',
  payOrder: 'checkout',
  searchProducts: 'search',
  suggest: 'suggestions',
}

export const limitedOperations: readonly string[] = Object.keys(limits)

/** Reading is free; every change has a limit. */
export const limitOf = ({ operationId, method }: Pick<Endpoint, 'operationId' | 'method'>): RateLimitName | undefined =>
  limits[operationId] ?? (method === 'GET' ? undefined : 'api-change')

/** The refusal of who came too often; undefined: let through. What is left is told in the headers of the passage. */
export async function holdBack(
  gate: Gate<RateLimitName> | undefined,
  endpoint: Endpoint,
  { request, passage }: { request: Request; passage: Passage },
  fields: Readonly<Record<string, unknown>>,
): Promise<Refusal | undefined> {
  const name = limitOf(endpoint)
  if (!gate || !name) return undefined
  const passed = await gate.check(name, { request, passage, fields })
  if (passed === 'closed') {
    limitedRequests.of(name, 'closed').add()
    return refuse('busy', { headers: closedHeaders })
  }
  const headers = limitHeaders(name, passed, endpoint.cache === 'shared')
  if (passed.isAllowed) {
    Object.assign(passage.headers, headers)
    return undefined
  }
  limitedRequests.of(name, 'refused').add()
  return refuse('too-many-requests', { headers })
}
