import { z } from 'zod'
import { declareWithdrawal as declare, withdrawalForm } from '../../../domain/withdrawals/declare-withdrawal.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { type FieldProblem, refuse } from '../problems.ts'

export const declareWithdrawal = defineEndpoint({
  operationId: 'declareWithdrawal',
  method: 'POST',
  path: '/withdrawals',
  tag: 'Orders',
  summary: 'Takes in that a consumer withdraws from a contract',
  description:
    'It is never refused: it counts as it came in, whether number and address name an order or not. Its receipt is mailed. German law wants the shopper to confirm what was typed before it is sent.',
  who: 'anyone',
  body: z.strictObject({
    name: z.string().min(1).max(400),
    number: z.string().min(1).max(400).describe('The order number, or other words that name the contract.'),
    email: z.string().min(1).max(320).describe('Where the receipt goes.'),
    articles: z.string().max(2_000).default('').describe('Empty: all articles.'),
  }),
  answers: { 201: z.strictObject({ receivedAt: z.iso.datetime() }).meta({ id: 'WithdrawalTaken' }) },
  problems: [],
  cache: 'private',
  changes: true,
  async handle({ shop, place, body, changeKey }) {
    const checked = withdrawalForm.safeParse(body)
    if (!checked.success) {
      const wrong = new Set(checked.error.issues.map((issue) => String(issue.path[0])))
      return refuse('input-invalid', { fields: [...wrong].map(fieldProblem) })
    }
    const { receivedAt } = await declare(shop, place, { ...checked.data, idempotencyKey: changeKey })
    return answer(201, { receivedAt: receivedAt.toISOString() })
  },
})

const messages: Record<string, string> = {
  name: 'must have 1 to 160 characters',
  number: 'must have 1 to 160 characters',
  email: 'must be an e-mail address',
  articles: 'must have at most 1000 characters',
}

const fieldProblem = (field: string): FieldProblem => ({
  field,
  in: 'body',
  code: 'malformed',
  message: messages[field] ?? 'is not valid',
})
