/** Headers that scripts of another origin may read. */
export const exposedHeaders = [
  'API-Version',
  'Content-Language',
  'Deprecation',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'X-Request-Id',
]

export const allowedHeaders = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match']

/**
 * What browsers of another origin are told. Origins are named one by one and no cookie is ever read, so an answer holds nothing
 * that the caller did not have already.
 */
export function crossOrigin(request: Request, allowedOrigins: readonly string[]): Record<string, string> {
  if (allowedOrigins.length === 0) return {}
  const origin = request.headers.get('origin')
  if (!origin || !allowedOrigins.includes(origin)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders.join(', '),
  }
}

/** The answer to OPTIONS: what an address takes, and to whom it may be sent from. */
export function preflight(
  request: Request,
  allowedOrigins: readonly string[],
  methods: readonly string[],
): Record<string, string> {
  const headers = crossOrigin(request, allowedOrigins)
  if (!headers['access-control-allow-origin']) return { allow: methods.join(', '), ...headers }
  return {
    allow: methods.join(', '),
    ...headers,
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': allowedHeaders.join(', '),
    'access-control-max-age': '7200',
  }
}
