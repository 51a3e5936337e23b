/**
 * The one table of carts, sessions, stored answers and rate limits, as its adapters use it. Who makes it, by command or by
 * infra/, takes it from here: two text keys, on demand, the time to live, point-in-time recovery, deletion protection.
 */
export const shopTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since 1970: what has expired is deleted some time later, and read as absent until then. */
  expiry: 'expiresAt',
} as const

/** What the program may do with the table; `create-table` needs CreateTable, UpdateTimeToLive, UpdateContinuousBackups as well. */
export const shopTableActions = [
  'dynamodb:DescribeTable',
  'dynamodb:DescribeTimeToLive',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:Query',
] as const
