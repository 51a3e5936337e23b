import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { Resting } from '../../kit/breaker.ts'
import { StoreAway, StoreBusy, type Stored } from '../../kit/unavailable.ts'
import { isSilent, openSilenceBreaker } from './silence.ts'

export type Value = string | number | Uint8Array | readonly string[]
export type Key = { pk: string; sk: string }
/** Attributes that are undefined are left out. */
export type Item = Key & { expiresAt?: number | undefined } & { [name: string]: Value | undefined }
/** A condition in DynamoDB's words, with the values that it names. */
export type Guard = { when: string; values?: Record<string, Value> }
/**
 * `item`: what stands there after an update, what stood there before a removal. `found`: what made the condition untrue.
 */
export type Written<I extends Item> = { done: true; item: I | undefined } | { done: false; found: I | undefined }
export type Step = { put: Item; guard?: Guard } | { remove: Key; guard?: Guard }

/** The shop's table, in the few words that its adapters need. Faults of the service are `StoreAway`. */
export interface Table {
  readonly name: string
  readonly client: DynamoDBClient
  /** What was written last. Costs twice what an older state would, which shows a shopper the cart before the last click. */
  get<I extends Item>(key: Key): Promise<I | undefined>
  put<I extends Item>(item: I, guard?: Guard): Promise<Written<I>>
  /** `change`: an update expression, its values beside those of the guard. */
  update<I extends Item>(key: Key, change: string, guard: Guard): Promise<Written<I>>
  remove<I extends Item>(key: Key, guard?: Guard): Promise<Written<I>>
  /** All of it or nothing. False: a condition was not true, or another transaction was at the same items. */
  together(steps: readonly Step[]): Promise<boolean>
  /** Items of one partition whose sort key begins so, in its order. */
  find<I extends Item>(pk: string, skBegins: string, limit: number): Promise<I[]>
}

/** Attempts of one call, the first included; the package also keeps a budget for all calls of a client together. */
const maxAttempts = 3
// Longer than the turns of the event loop while there is too much to do (ADR 60): an answer that lies there is no silence.
const connectMs = 1_000
const attemptMs = 2_000
/** All attempts of one call together. */
const usualCallMs = 4_000

/** Region, credentials and endpoint come by the AWS SDK's own ways: environment, profile, role of the machine. */
export const openClient = (more: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 100 },
      httpsAgent: { keepAlive: true, maxSockets: 100 },
    },
    ...more,
  })

export function openTable(
  name: string,
  stored: Stored,
  client = openClient(),
  { callMs = usualCallMs }: { callMs?: number } = {},
): Table {
  const breaker = openSilenceBreaker({ restMs: 2_000 })

  /** Answers, refusals included, come back; what only says that the service is away or in need is thrown as such. */
  async function ask<Out>(send: (options: { abortSignal: AbortSignal }) => Promise<Out>): Promise<Out> {
    try {
      return await breaker(() => send({ abortSignal: AbortSignal.timeout(callMs) }))
    } catch (fault) {
      if (!isSilent(fault)) throw meaningOf(fault)
      throw new StoreAway(stored, `The table ${name} does not answer: ${nameOf(fault)}`, { cause: fault })
    }
  }

  function meaningOf(fault: unknown): unknown {
    if (fault instanceof ConditionalCheckFailedException || fault instanceof TransactionCanceledException) return fault
    if (fault instanceof TransactionConflictException) return fault
    if (isThrottled(nameOf(fault)))
      return new StoreBusy(stored, `The table ${name} has too much to do.`, { cause: fault })
    // What we send wrongly is a bug of ours; all else can be mended from outside: rights, credentials, the table itself.
    if (/^(ValidationException|TypeError|RangeError|ReferenceError)$/.test(nameOf(fault))) return fault
    return new StoreAway(stored, `The table ${name} refuses: ${nameOf(fault)}`, { cause: fault })
  }

  async function write<I extends Item>(
    send: (options: {
      abortSignal: AbortSignal
    }) => Promise<{ Attributes?: Record<string, AttributeValue> | undefined }>,
  ): Promise<Written<I>> {
    for (let turn = 1; ; turn++) {
      try {
        const { Attributes: item } = await ask(send)
        return { done: true, item: item && fromItem<I>(item) }
      } catch (fault) {
        if (fault instanceof ConditionalCheckFailedException)
          return { done: false, found: fault.Item && fromItem<I>(fault.Item) }
        if (!(fault instanceof TransactionConflictException)) throw fault
        if (turn === maxTurns) throw new StoreBusy(stored, 'Too many write one item.', { cause: fault })
        await pause(turn)
      }
    }
  }

  const guarded = (guard: Guard | undefined) =>
    guard && {
      ConditionExpression: guard.when,
      ExpressionAttributeValues: guard.values && toItem(prefixed(guard.values)),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }

  return {
    name,
    client,
    async get<I extends Item>(key: Key) {
      const command = new GetItemCommand({ TableName: name, Key: toItem(key), ConsistentRead: true })
      const { Item: item } = await ask((options) => client.send(command, options))
      return item && fromItem<I>(item)
    },
    put: (item, guard) => {
      const command = new PutItemCommand({ TableName: name, Item: toItem(item), ...guarded(guard) })
      return write((options) => client.send(command, options))
    },
    update: (key, change, guard) => {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: toItem(key),
        UpdateExpression: change,
        ReturnValues: 'ALL_NEW',
        ...guarded(guard),
      })
      return write((options) => client.send(command, options))
    },
    remove: (key, guard) => {
      const command = new DeleteItemCommand({
        TableName: name,
        Key: toItem(key),
        ReturnValues: 'ALL_OLD',
        ...guarded(guard),
      })
      return write((options) => client.send(command, options))
    },
    async together(steps) {
      // The package gives the transaction a token of its own, so that an attempt whose answer was lost is not done twice.
      const command = new TransactWriteItemsCommand({
        TransactItems: steps.map((step) => {
          const more = { TableName: name, ...guarded(step.guard), ReturnValuesOnConditionCheckFailure: undefined }
          return 'put' in step
            ? { Put: { ...more, Item: toItem(step.put) } }
            : { Delete: { ...more, Key: toItem(step.remove) } }
        }),
      })
      try {
        await ask((options) => client.send(command, options))
        return true
      } catch (fault) {
        if (!(fault instanceof TransactionCanceledException)) throw fault
        const reasons = (fault.CancellationReasons ?? []).flatMap(({ Code: code }) =>
          code && code !== 'None' ? [code] : [],
        )
        if (reasons.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false
        if (reasons.some(isThrottled))
          throw new StoreBusy(stored, `The table ${name} has too much to do.`, { cause: fault })
        throw fault
      }
    },
    async find<I extends Item>(pk: string, skBegins: string, limit: number) {
      const command = new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk and begins_with(sk, :sk)',
        ExpressionAttributeValues: toItem({ ':pk': pk, ':sk': skBegins }),
        ConsistentRead: true,
        Limit: limit,
      })
      const { Items: items = [] } = await ask((options) => client.send(command, options))
      return items.map((item) => fromItem<I>(item))
    },
  }
}

/** How often one looks again when others write the same item; each turn waits a little longer, by chance. */
export const maxTurns = 12
export const pause = (turn: number): Promise<void> => sleep(Math.random() * Math.min(200, 5 * 2 ** turn))

/** The name of the fault, or the code of the network's: texts of the service hold names of accounts and roles. */
function nameOf(fault: unknown): string {
  if (fault instanceof Resting) return 'it is left alone for a moment'
  const { name, code } = fault as { name?: unknown; code?: unknown }
  return typeof code === 'string' ? code : String(name)
}

const isThrottled = (code: string): boolean =>
  /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|TransactionInProgress/.test(code)

const prefixed = (values: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]))

export function toItem(plain: Record<string, Value | undefined>): Record<string, AttributeValue> {
  const item: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) item[name] = toAttribute(value)
  return item
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  return value instanceof Uint8Array ? { B: value } : { L: value.map((text) => ({ S: text })) }
}

/** The adapters know what they have written. */
export function fromItem<I extends Item>(item: Record<string, AttributeValue>): I {
  const plain: Record<string, Value> = {}
  for (const [name, value] of Object.entries(item)) {
    if (value.S !== undefined) plain[name] = value.S
    else if (value.N !== undefined) plain[name] = Number(value.N)
    else if (value.B !== undefined) plain[name] = value.B
    else if (value.L !== undefined) plain[name] = value.L.map((one) => one.S ?? '')
  }
  return plain as I
}

/** Seconds, rounded up: what is kept until then is not deleted before. */
export const expirySeconds = (ms: number): number => Math.ceil(ms / 1000)
