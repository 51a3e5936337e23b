import { rotateRingKey } from '../domain/keys/rotate-ring-key.ts'
import { destroyPersonKey } from '../domain/personal/destroy-person-key.ts'
import type { Shop } from '../domain/shop.ts'
import type { Commands } from './command.ts'

const usage = `keys rotate
         a new ring key from now on: the keys of all people are wrapped anew with it
keys destroy PERSON --yes
         makes unreadable, for good, what is known of a person; the id stands in orders`

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function run(shop: Shop, args: string[], say: (line: string) => void): Promise<number> {
  const [verb, id = '', yes] = args
  if (verb === 'rotate' && args.length === 1) {
    const { people } = await rotateRingKey(shop)
    say(`A new ring key wraps the keys of ${people} people. Other processes hear of it within ten minutes.`)
    return 0
  }
  if (verb !== 'destroy' || !uuid.test(id) || (yes !== undefined && yes !== '--yes') || args.length > 3) {
    say(usage)
    return 2
  }
  if (yes === undefined) {
    say('Nobody will read the names and addresses of this person any more. To go on, add --yes.')
    return 1
  }
  const destroyed = await destroyPersonKey(shop, id)
  say(destroyed ? `The key of ${id} is destroyed.` : `There is no key of a person ${id}.`)
  return destroyed ? 0 : 1
}

export const keyCommands: Commands = { keys: { usage, run } }
