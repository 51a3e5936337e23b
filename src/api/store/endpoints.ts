import type { Endpoint } from './endpoint.ts'

/** All endpoints of the store API, in the order of the reference. */
export const endpoints: readonly Endpoint[] = []
