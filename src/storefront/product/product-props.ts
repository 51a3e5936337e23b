import type { ProductPage } from '../../domain/browse/shelf.ts'
import type { DeliveryPreview } from '../../domain/shipping/read-methods.ts'
import type { Choice } from './choose-variant.ts'

/** What the views of a product's page are made of. */
export type ProductProps = { product: ProductPage; choice: Choice; delivery: DeliveryPreview | null }
