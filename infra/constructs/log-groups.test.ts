import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { storefrontRoutes } from '../../src/routes.ts'
import { jobs } from '../../src/worker/jobs.ts'
import { countsLine, type Line } from '../proof/filter-pattern.ts'
import { deeds } from './account-alarms.ts'
import { type LogCount, logCounts } from './log-groups.ts'

/** Filters count the lines that they are made for, and no others. The form of a pattern is that of CloudWatch Logs. */

const request = (route: string, status: number): Line => ({
  at: '2026-11-28T12:00:00.000Z',
  level: 'info',
  event: 'request',
  requestId: 'abcdefgh',
  method: 'POST',
  route: `/:market/:locale${route}`,
  status,
  ms: 12.3,
})
const failed = (job: string, event = 'job.failed'): Line => ({ level: 'warn', event, job, id: 7, attempt: 1 })
const counted = (line: Line | string): string[] =>
  Object.entries(logCounts)
    .filter(([, { pattern }]) => countsLine(pattern, line))
    .map(([name]) => name)

test('lines of the program are counted by what they tell', () => {
  const { placeOrder, addLine, saveDetails, cart } = storefrontRoutes
  const cases: [Line | string, LogCount[]][] = [
    [{ level: 'error', event: 'request.failed', route: '/:market/:locale/p/:slug' }, ['errors']],
    [{ level: 'warn', event: 'request.unavailable' }, []],
    ['DATABASE_URL names a server that does not answer (ECONNREFUSED).', ['refused-starts']],
    ["The database lacks tables of this version. Run the command 'migrate' first.", ['refused-starts']],
    ['{"at":"2026-11-28T12:00:00.000Z","level":"info","event":"worker.open"}', []],
    [request(placeOrder.path, 503), ['orders-not-placed']],
    [request(placeOrder.path, 303), ['order-buttons']],
    [request(placeOrder.path, 409), []],
    [request(addLine.path, 303), ['carts-filled']],
    [request(saveDetails.path, 303), ['checkouts-begun']],
    [request(saveDetails.path, 422), []],
    [request(cart.path, 200), []],
    [failed('send-order-mail'), ['failed-mails']],
    [{ ...failed('send-account-notice', 'job.given-up'), level: 'error' }, ['errors', 'failed-mails']],
    [failed('reconcile-payments'), ['failed-payment-jobs']],
    [failed('make-pictures'), []],
    [{ level: 'info', event: 'job', job: 'send-order-mail' }, []],
  ]
  for (const [line, names] of cases) assert.deepEqual(counted(line), names, JSON.stringify(line))
})

test('filters name jobs that there are', () => {
  const named = Object.values(logCounts).flatMap(({ pattern }) =>
    [...pattern.matchAll(/\$\.job = "([\w-]+)"/g)].map(([, job = '']) => job),
  )
  assert.ok(named.length > 0)
  for (const job of named) assert.ok(job in jobs, job)
})

test('every mail is sent by a job whose failures are counted', () => {
  const text = readFileSync(join(import.meta.dirname, '../../src/worker/jobs.ts'), 'utf8')
  const mailing = Object.keys(jobs).filter((job) =>
    new RegExp(`'${job}':.*(?:Mail|Notice|answerAccountRequest)`).test(text),
  )
  assert.ok(mailing.length >= 4)
  for (const job of mailing) assert.ok(logCounts['failed-mails'].pattern.includes(`"${job}"`), job)
})

const deed = (event: Line): string[] =>
  Object.entries(deeds)
    .filter(([, { pattern }]) => countsLine(pattern, event))
    .map(([name]) => name)

test('the trail tells of what somebody did, and not of what a deploy or a service does', () => {
  const by = (eventSource: string, eventName: string, sourceIPAddress = '203.0.113.9'): Line => ({
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    sourceIPAddress,
    eventType: 'AwsApiCall',
    userIdentity: { type: 'AssumedRole' },
  })
  const signIn = (MFAUsed: string): Line => ({
    ...by('signin', 'ConsoleLogin'),
    userIdentity: { type: 'IAMUser' },
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed },
  })
  const cases: [Line, string[]][] = [
    [{ ...by('s3', 'ListBuckets'), userIdentity: { type: 'Root' } }, ['root-used']],
    [{ ...by('s3', 'ListBuckets'), userIdentity: { type: 'Root', invokedBy: 'support.amazonaws.com' } }, []],
    [signIn('No'), ['sign-in-without-mfa']],
    [signIn('Yes'), []],
    [by('iam', 'AttachRolePolicy'), ['rights-changed']],
    [by('iam', 'AttachRolePolicy', 'cloudformation.amazonaws.com'), []],
    [by('iam', 'ListRoles'), []],
    [by('kms', 'ScheduleKeyDeletion'), ['key-going']],
    [by('kms', 'Decrypt'), []],
    [by('cloudtrail', 'StopLogging'), ['trail-changed']],
    [by('backup', 'DeleteRecoveryPoint'), ['backups-removed']],
    [by('ec2', 'AuthorizeSecurityGroupIngress'), ['network-opened']],
    [by('ec2', 'DescribeInstances'), []],
  ]
  for (const [event, names] of cases) assert.deepEqual(deed(event), names, JSON.stringify(event))
})
