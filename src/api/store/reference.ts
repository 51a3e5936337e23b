import type { Shop } from '../../domain/shop.ts'
import type { OpenApiDocument } from '../../kit/open-api-document.ts'
import { endpoints } from './endpoints.ts'
import { documentEndpoint, openApiDocument } from './openapi.ts'
import { type ProblemKind, problemCodes, problemKinds } from './problems.ts'

/** What the reference page shows: the document, and every problem with what to do. */
export type StoreReference = { document: OpenApiDocument; problems: ({ code: string } & ProblemKind)[] }

export const storeReference = (shop: Pick<Shop, 'markets' | 'name' | 'publicUrl'>): StoreReference => ({
  document: openApiDocument([...endpoints, documentEndpoint(endpoints, shop)], shop),
  problems: problemCodes.map((code) => ({ code, ...problemKinds[code] })),
})
