import type { Shop } from '../shop.ts'
import type { DiscountCode } from './discount.ts'
import { allCodes } from './discount-table.ts'

/** All codes for the staff, the running ones first. */
export const readCodes = (shop: Pick<Shop, 'db'>): Promise<DiscountCode[]> => allCodes(shop.db)
