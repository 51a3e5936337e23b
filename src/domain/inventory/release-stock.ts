import type { Tx } from '../../kit/db.ts'
import { movePieces, type OrderPieces } from './move-pieces.ts'

/** Gives reserved pieces back to the shelf: the order came to nothing. 2 statements. */
export const releaseStock = (tx: Tx, pieces: OrderPieces): Promise<void> => movePieces(tx, 'release', pieces)
