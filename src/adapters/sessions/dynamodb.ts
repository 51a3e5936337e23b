import { idleDays, type KnownSession, maxListed, type SessionStore } from '../../domain/customers/session-store.ts'
import { expirySeconds, type Item, type Key, type Table } from '../aws/dynamodb.ts'

type SessionItem = Item & {
  personId: string
  device: string
  epoch: number
  createdMs: number
  seenMs: number
  overMs: number
  expiresAt: number
}

/** A person's sessions are found by links, written together with the session. */
type LinkItem = Item & { hash: string }

const dayMs = 86_400_000
// Of the last sessions of a person: more than the list shows, for some of them may be over.
const maxLinks = 4 * maxListed

const keyOf = (hash: string): Key => ({ pk: `SESSION#${hash}`, sk: 'SESSION' })
const linkOf = (personId: string, hash: string): Key => ({ pk: `PERSON#${personId}`, sk: `SESSION#${hash}` })

/** Sessions in DynamoDB: who the person is, and whether the account still knows the session, is asked of the account. */
export function openDynamoSessions(table: Table): SessionStore {
  const isGood = (item: SessionItem, now: Date, seenAfter: Date) =>
    item.overMs > now.getTime() && item.seenMs > seenAfter.getTime()

  return {
    besideAccounts: null,
    async start({ tokenHash, personId, device, now, expiresAt, epoch }) {
      const hash = tokenHash.toString('base64url')
      const [nowMs, overMs] = [now.getTime(), expiresAt.getTime()]
      const session: SessionItem = {
        ...keyOf(hash),
        personId,
        device,
        epoch,
        createdMs: nowMs,
        seenMs: nowMs,
        overMs,
        expiresAt: expiryOf(nowMs, overMs),
      }
      const link: LinkItem = { ...linkOf(personId, hash), hash, expiresAt: expirySeconds(overMs) }
      if (!(await table.together([{ put: session }, { put: link }]))) throw new Error('A session was not written.')
    },
    async find(tokenHash, now, seenAfter) {
      const item = await table.get<SessionItem>(keyOf(tokenHash.toString('base64url')))
      if (!item || !isGood(item, now, seenAfter)) return undefined
      return { personId: item.personId, seenAt: new Date(item.seenMs), epoch: item.epoch }
    },
    async touch(tokenHash, now) {
      const nowMs = now.getTime()
      // An update makes what is not there: without the condition it would begin a session that has ended.
      await table.update(keyOf(tokenHash.toString('base64url')), 'set seenMs = :now, expiresAt = :expiry', {
        when: 'attribute_exists(pk)',
        values: { now: nowMs, expiry: expirySeconds(nowMs + idleDays * dayMs) },
      })
    },
    async end(tokenHash) {
      const hash = tokenHash.toString('base64url')
      const gone = await table.remove<SessionItem>(keyOf(hash))
      if (gone.done && gone.item) await table.remove(linkOf(gone.item.personId, hash))
    },
    async list(personId, now, seenAfter) {
      const links = await table.find<LinkItem>(`PERSON#${personId}`, 'SESSION#', maxLinks)
      const items = await Promise.all(links.map(({ hash }) => table.get<SessionItem>(keyOf(hash))))
      return items
        .flatMap((item): KnownSession[] =>
          item && isGood(item, now, seenAfter)
            ? [
                {
                  tokenHash: Buffer.from(hashOf(item), 'base64url'),
                  device: item.device,
                  createdAt: new Date(item.createdMs),
                  seenAt: new Date(item.seenMs),
                  epoch: item.epoch,
                },
              ]
            : [],
        )
        .sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime())
        .slice(0, maxListed)
    },
    removeOver: async () => 0,
  }
}

const hashOf = ({ pk }: Key): string => pk.slice('SESSION#'.length)

/** When it is over in any case, or was not used for so long. */
const expiryOf = (seenMs: number, overMs: number): number => expirySeconds(Math.min(overMs, seenMs + idleDays * dayMs))
