import type { Memory } from '../kit/memory.ts'
import { DatabaseBusy } from '../kit/unavailable.ts'
import type { Shop } from './shop.ts'

/** The same shop for those who buy: connections are kept for them, so that no crowd at the shelf keeps a checkout waiting. */
export const buyingSide = (shop: Shop): Shop => ({ ...shop, db: shop.db.first, memory: patient(shop.memory) })

/** Somebody at the shelf may be reading the same thing, and find no connection in time: then it is read once more, by our lane. */
const patient = (memory: Memory): Memory => ({
  ...memory,
  get: (key, read, about) =>
    memory.get(key, read, about).catch((fault) => {
      if (fault instanceof DatabaseBusy) return memory.get(key, read, about)
      throw fault
    }),
})
