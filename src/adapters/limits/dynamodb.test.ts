import { aTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { limitStoreContract } from '../../kit/limit-store.contract.ts'
import { openDynamoLimits } from './dynamodb.ts'

limitStoreContract(
  'DynamoDB',
  async (t) => ({
    store: openDynamoLimits(await aTable(t, 'sessions')),
    other: openDynamoLimits(await aTable(t, 'sessions')),
  }),
  { skip: withoutDynamo },
)
