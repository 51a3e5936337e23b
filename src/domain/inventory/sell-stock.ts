import type { Tx } from '../../kit/db.ts'
import { movePieces, type OrderPieces } from './move-pieces.ts'

/** Reserved pieces belong to the buyer now: the order has been paid. 1 statement. */
export const sellStock = (tx: Tx, pieces: OrderPieces): Promise<void> => movePieces(tx, 'sell', pieces)
