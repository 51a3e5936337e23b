import type { Shop } from '../shop.ts'
import type { StockDrift, StockPlace } from './stock.ts'
import { driftingRows, placesOf } from './stock-table.ts'

/** Every location with what lies there of one variant. Empty when there is no such SKU. */
export const readStock = (shop: Pick<Shop, 'db'>, sku: string): Promise<StockPlace[]> => placesOf(shop.db, sku)

/** Places whose stock is not the sum of its movements: none, or something has changed stock behind our back. */
export const readStockDrift = (shop: Pick<Shop, 'db'>): Promise<StockDrift[]> => driftingRows(shop.db)
