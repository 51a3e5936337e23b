import type { Endpoint } from './endpoint.ts'
import { limitOf } from './hold-back.ts'
import type { ProblemCode } from './problems.ts'

/** All problems that an endpoint may answer: its own, and those that follow from what it declares. */
export function problemsOf(endpoint: Endpoint): ProblemCode[] {
  const { scope, who, changes, method } = endpoint
  const takesBody = method !== 'GET'
  const implied: ProblemCode[] = [
    ...(scope === 'place' ? (['place-unknown'] as const) : []),
    'not-acceptable',
    'input-invalid',
    ...(takesBody ? (['json-malformed', 'body-too-large', 'body-not-json'] as const) : []),
    ...(who === 'shopper' ? (['sign-in-needed'] as const) : []),
    ...(who === 'anyone' ? [] : (['token-unknown'] as const)),
    ...(changes ? (['header-malformed', 'key-reused', 'key-in-use'] as const) : []),
    ...(limitOf(endpoint) ? (['too-many-requests'] as const) : []),
    'busy',
    'fault',
  ]
  return [...new Set([...endpoint.problems, ...implied])]
}
