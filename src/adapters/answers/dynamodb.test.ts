import { aTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { answerStoreContract } from '../../kit/answer-store.contract.ts'
import { openDynamoAnswers } from './dynamodb.ts'

answerStoreContract(
  'DynamoDB',
  async (t) => ({
    store: openDynamoAnswers(await aTable(t, 'sessions')),
    other: openDynamoAnswers(await aTable(t, 'sessions')),
  }),
  { skip: withoutDynamo },
)
