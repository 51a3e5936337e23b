import type { StorefrontRoute } from '../routes.ts'
import type { PageHandler } from './visit.ts'

/** The page behind every route of the shop. */
export const pages: Partial<Record<StorefrontRoute, PageHandler>> = {}
