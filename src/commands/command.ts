import type { Shop } from '../domain/shop.ts'

/** What `npm run shop -- NAME` runs. Returns the exit code: 0 done, 1 refused, 2 wrongly called. */
export type Command = {
  usage: string
  run(shop: Shop, args: string[], say: (line: string) => void): Promise<number>
}

export type Commands = Record<string, Command>
