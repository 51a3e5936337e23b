import type { Shop } from '../shop.ts'
import { allCodes, type CodeRow } from './discount-table.ts'

/** All codes for the staff, the running ones first. */
export const readCodes = (shop: Pick<Shop, 'db'>): Promise<CodeRow[]> => allCodes(shop.db)
