import { randomUUID } from 'node:crypto'
import { aTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { sessionStoreContract } from '../../domain/customers/session-store.contract.ts'
import { openDynamoSessions } from './dynamodb.ts'

sessionStoreContract(
  'DynamoDB',
  async (t) => ({ store: openDynamoSessions(await aTable(t, 'sessions')), aPerson: async () => randomUUID() }),
  { skip: withoutDynamo },
)
