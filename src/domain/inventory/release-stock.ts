import type { Tx } from '../../kit/db.ts'
import { movePieces, type OrderPieces } from './move-pieces.ts'

/** Gives reserved pieces back to the shelf: the order came to nothing. 1 statement, 2 when there was none. */
export const releaseStock = (tx: Tx, pieces: OrderPieces): Promise<void> => movePieces(tx, 'release', pieces)
