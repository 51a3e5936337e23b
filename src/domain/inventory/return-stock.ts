import type { Tx } from '../../kit/db.ts'
import { movePieces, type OrderPieces } from './move-pieces.ts'

/** Sold pieces lie on the shelf again: the order was cancelled before it was sent, or they came back. 1 statement, 2 when there was none. */
export const returnStock = (tx: Tx, pieces: OrderPieces): Promise<void> => movePieces(tx, 'return', pieces)
